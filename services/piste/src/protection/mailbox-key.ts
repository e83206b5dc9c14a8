import { createHash } from 'node:crypto';

/**
 * Names a mailbox in counters without holding its address. Case and what follows a plus sign are left out: mail for
 * `Ada+news@example.com` reaches `ada@example.com`. Dots stay: only few providers ignore them.
 */
export function mailboxKey(email: string): string {
  const mailbox = email.toLowerCase().replace(/^([^@][^@+]*)\+[^@]*@/, '$1@');
  return createHash('sha256').update(mailbox).digest('base64url');
}
