import { createHash } from 'node:crypto';

/**
 * Names the account of an address in counters without holding the address: the same for every spelling that the
 * database takes as equal, so that no spelling has guesses of its own.
 */
export function accountKey(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}
