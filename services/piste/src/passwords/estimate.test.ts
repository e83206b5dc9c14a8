import { describe, expect, it } from '@jest/globals';
import { estimate } from './estimate.ts';
import { ownWords } from './own-words.ts';

/** What may be used as far as the local rules go. */
function isAccepted(password: string, words: readonly string[]): boolean {
  const { score, isCommon } = estimate({ password: password.normalize('NFC'), words });
  return score === 4 && !isCommon;
}

const ada = ['Project Gnar', 'ada.lovelace@example.com', 'Wilhelmina', 'Fétherston-Haugh'] as const;

describe('a password made of the words of its owner or the product', () => {
  it.each([
    'Gnar-Project-99',
    'ProjectGnar2026!',
    'ProjectGnarProjectGnar',
    '5n0wb0ard-Gnar',
    'ada.lovelace-2026!x',
    'ADA_Lovelace-2026!x',
    'ada lovelace-2026!x',
    'a.d.a.l.o.v.e.l.a.c.e-26',
    'adalovelaceadalovelace1815',
    'example.com-example.com',
    'ada.lovelace@example.com',
    'EXAMPLE#lovelace#1815',
    '4d4.l0v3l4c3-2026!x',
    '@d@.|0v3|@<3-2026!x',
    'ecalevol.ada-2026!x',
    'Wilhelmina!Lovelace!9',
    'w1lh3lm1n4-haugh-42',
    'fetherstonhaugh+1815',
    'FÉTHERSTON-HAUGH_07',
    'ｌｏｖｅｌａｃｅ．ａｄａ－２６',
  ])('is refused: %s', (password) => {
    expect(isAccepted(password, ada)).toBe(false);
  });

  it.each([
    'tuque-Glacier-7341-poudreuse',
    'poudreusecrevassenunatak',
    'vK8#lovelace#qTz2!mWf',
    'gnar-tuque-Glacier-7341-poudreuse',
    'xQ7vexamplePz4nR2mKw',
  ])('is accepted when the rest of it is strong: %s', (password) => {
    expect(isAccepted(password, ada)).toBe(true);
  });

  it('is refused for the person with these words, and accepted for another one', () => {
    const password = 'nunatak.bergschrund-82';
    expect(isAccepted(password, ['nunatak.bergschrund@crevasse.example'])).toBe(false);
    expect(isAccepted(password, ['ada@example.com'])).toBe(true);
  });

  it('is judged without words of four letters, in either direction, and with those of three', () => {
    expect(ownWords(['Otto', 'Ada', 'Gnar'])).toEqual(['otto', 'gnar', 'rang']);
  });

  it('is accepted when it holds only a word of fewer than four letters', () => {
    expect(isAccepted('vK8#ada#qTz2!mWf', ada)).toBe(true);
    expect(isAccepted('vK8adaqTzmWf', ada)).toBe(true);
  });
});

describe('the estimate of a long random password', () => {
  /** What a password manager makes: every printable character, all of those with several l33t readings among them. */
  const printable = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + ((index * 55) % 94)));

  it.each([64, 94, 128])('of %d characters takes little, and it is accepted', (length) => {
    const password = Array.from({ length }, (_, index) => printable[(index * 7 + 3) % 94]).join('');
    const { user } = process.cpuUsage();
    expect(isAccepted(password, ada)).toBe(true);
    expect(process.cpuUsage().user - user).toBeLessThan(400_000);
  });

  it('whose first twenty characters are easy to guess looks at the others, too', () => {
    const easy = 'aaaaaaaaaaaaaaaaaaaa';
    expect(isAccepted(easy, ada)).toBe(false);
    expect(isAccepted(`${easy}vK8#qTz2!mWf`, ada)).toBe(true);
  });
});
