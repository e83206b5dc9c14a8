import { createHash } from 'node:crypto';

/** Names a mailbox in counters without holding its address; the same for every spelling that the database takes as equal. */
export function mailboxKey(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}
