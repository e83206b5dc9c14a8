import frequencyLists from 'zxcvbn/lib/frequency_lists.js';

/** Words that belong to one person: the address and the names. */
export type PersonalWords = readonly (string | null | undefined)[];

export interface Blocklist {
  /** Whether the password is a common one, the product's name or one of the person's own words. */
  includes(password: string, personalWords: PersonalWords): boolean;
}

/** What people put behind a word to satisfy a rule; without it the word is as common as before. */
const trimmings = /[\d\p{P}\p{S}]+$/u;

const fold = (word: string) => word.normalize('NFKC').toLowerCase();

/**
 * The local blocklist, which works when the breach service does not (ASVS 6.2.4 and 6.2.11): some 30,000 passwords
 * by frequency, and what belongs to the product and the person.
 */
export function createBlocklist(productName: string): Blocklist {
  const common = new Set(frequencyLists.passwords.map(fold));
  const productWords = spellings([productName]);
  return {
    includes(password, personalWords) {
      const whole = fold(password);
      const bare = whole.replace(trimmings, '');
      const own = new Set([...productWords, ...spellings(personalWords)]);
      return common.has(whole) || own.has(whole) || (bare !== '' && own.has(bare));
    },
  };
}

/** Each word as it is, without its spaces, each of its parts, and an address also without its domain. */
function spellings(words: PersonalWords): string[] {
  return words
    .filter((word) => word !== null && word !== undefined)
    .map(fold)
    .flatMap((word) => [word, word.replaceAll(/\s/gu, ''), ...word.split(/[\s@]+/u)])
    .filter((word) => word !== '');
}
