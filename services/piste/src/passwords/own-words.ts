/** Words that belong to one person or the product: the address, the names. */
export type UserInputs = readonly (string | null | undefined)[];

/** Shorter words are found in anything. */
const SHORTEST_WORD = 4;

/** What a character may stand for in l33t spelling. */
const l33t: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'il', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 'lt', '8': 'b', '9': 'g' },
  ...{ '@': 'a', '(': 'c', '{': 'c', '[': 'c', '<': 'c', '!': 'i', '|': 'il', $: 's', '+': 't', '%': 'x' },
};

const withoutMarks = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
const isSymbol = (character: string) => !/[\p{L}\p{N}]/u.test(character);
const readings = (character: string) => [character, ...Array.from(l33t[character] ?? '')];

/**
 * The words that say nothing in a password of this person: what is given, an address' local part and domain, and the
 * parts of all that between what is no letter or digit, and between what is no letter; each also reversed. Only letters
 * and digits, in lower case.
 */
export function ownWords(given: UserInputs): string[] {
  const words = given
    .filter((text) => typeof text === 'string')
    .map((text) => withoutMarks(text).toLowerCase())
    .flatMap((text) => [text, ...text.split('@'), ...text.split(/[^\p{L}\p{N}]+/u), ...text.split(/\P{L}+/u)])
    .map((text) => Array.from(text).filter((character) => !isSymbol(character)))
    .filter((word) => word.length >= SHORTEST_WORD);
  return [...new Set(words.flatMap((word) => [word.join(''), word.toReversed().join('')]))];
}

/** What remains of a password without these words, wherever and however they are spelt in it. */
export function withoutWords(password: string, words: readonly string[]): string {
  const characters = Array.from(withoutMarks(password));
  const folded = characters.map((character) => character.toLowerCase());
  const kept = new Set(characters.keys());
  for (const word of words) {
    for (let start = 0; start < folded.length; start += 1) {
      for (let index = endOfWord(folded, start, word) - 1; index >= start; index -= 1) kept.delete(index);
    }
  }
  return kept.size === characters.length ? password : [...kept].map((index) => characters[index]).join('');
}

/** Where a word ends in the text that begins there, past any symbols between its letters; -1 when it is not there. */
function endOfWord(text: readonly string[], start: number, word: string): number {
  let at = start;
  for (const letter of word) {
    while (at > start && !isReadAs(text[at], letter) && isSymbol(text[at] ?? 'end')) at += 1;
    if (!isReadAs(text[at], letter)) return -1;
    at += 1;
  }
  return at;
}

function isReadAs(character: string | undefined, letter: string): boolean {
  if (character === undefined) return false;
  const possible = readings(letter);
  return readings(character).some((reading) => possible.includes(reading));
}
