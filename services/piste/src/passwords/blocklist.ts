import frequencyLists from 'zxcvbn/lib/frequency_lists.js';

/** Words that belong to one person: the address and the names. */
export type PersonalWords = readonly (string | null | undefined)[];

export interface Blocklist {
  /** Whether the password is a common one, the product's name or one of the person's own words. */
  includes(password: string, personalWords: PersonalWords): boolean;
}

const fold = (word: string) => word.normalize('NFKC').toLowerCase();

/** What people put around and into a word to satisfy a rule; without it the word is as easy to guess as before. */
const bare = (word: string) => word.replaceAll(/[\d\p{P}\p{S}\s]/gu, '');

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
      if (common.has(whole)) return true;
      const own = new Set([...productWords, ...spellings(personalWords)]);
      return own.has(whole) || own.has(bare(whole));
    },
  };
}

/** Each word as it is, each of its parts, an address also without its domain, and all of them bare. */
function spellings(words: PersonalWords): string[] {
  return words
    .filter((word) => word !== null && word !== undefined)
    .map(fold)
    .flatMap((word) => [word, ...word.split(/[\s@]+/u)])
    .flatMap((word) => [word, bare(word)])
    .filter((word) => word !== '');
}
