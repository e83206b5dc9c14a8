import frequencyLists from 'zxcvbn/lib/frequency_lists.js';

const fold = (word: string) => word.normalize('NFKC').toLowerCase();
const common = new Set(frequencyLists.passwords.map(fold));

/**
 * Whether a password is one of some 30,000 that are used most. It is a local list, which works when the breach service
 * does not (ASVS 6.2.4).
 */
export function isCommonPassword(password: string): boolean {
  return common.has(fold(password));
}
