import { hash } from 'node:crypto';

/**
 * Names the account of an address in counters without holding the address: the same for every spelling that the
 * database takes as equal, so that no spelling has guesses of its own.
 */
export function accountKey(email: string): string {
  return hash('sha256', email.toLowerCase(), 'base64url');
}
