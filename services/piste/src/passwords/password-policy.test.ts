import { describe, expect, it } from '@jest/globals';
import { createPasswordPolicy } from './password-policy.ts';

const strong = { score: 4, warning: null, suggestions: [], isCommon: false, isGivenUp: false };

interface Circumstances {
  readonly estimate?: Partial<typeof strong>;
  readonly pwned?: boolean | null;
  readonly allowSpaces?: boolean;
}

async function weaknessesOf(password: string, circumstances: Circumstances = {}) {
  const { estimate, pwned = false, allowSpaces = false } = circumstances;
  const policy = createPasswordPolicy({
    productName: 'Project Gnar',
    estimator: { estimate: async () => ({ ...strong, ...estimate }) },
    breaches: async () => pwned,
    allowSpaces,
  });
  return (await policy.judge(password, [])).weaknesses;
}

describe('the password policy', () => {
  it.each<[string, string[], string, Circumstances]>([
    ['accepts eight characters', [], 'abcdefgh', {}],
    ['refuses seven characters', ['too_short'], 'abcdefg', {}],
    ['counts an emoji once', ['too_short'], '🏂🏂🏂🏂🏂🏂🏂', {}],
    ['accepts 128 characters', [], 'x'.repeat(128), {}],
    ['refuses a space', ['white_space'], 'abc defgh', {}],
    ['refuses a no-break space', ['white_space'], 'abc\u{a0}defgh', {}],
    ['accepts a space where spaces are allowed', [], 'abc defgh', { allowSpaces: true }],
    ['refuses what is guessable', ['too_guessable'], 'abcdefgh', { estimate: { score: 3 } }],
    ['refuses what is common', ['common_password'], 'abcdefgh', { estimate: { isCommon: true } }],
    ['refuses what was stolen elsewhere', ['breached_password'], 'abcdefgh', { pwned: true }],
    ['accepts what the breach list did not answer to', [], 'abcdefgh', { pwned: null }],
    [
      'names every weakness at once',
      ['too_short', 'white_space', 'common_password', 'breached_password', 'too_guessable'],
      'ab c',
      { estimate: { score: 0, isCommon: true }, pwned: true },
    ],
  ])('%s: %j', async (_, weaknesses, password, circumstances) => {
    expect(await weaknessesOf(password, circumstances)).toEqual(weaknesses);
  });

  it.each([
    ['nothing', '', 'too_short'],
    ['129 characters', 'x'.repeat(129), 'too_long'],
  ])('refuses %s without a look at it and without asking the breach list', async (_, password, weakness) => {
    const fail = () => Promise.reject(new Error('It was looked at.'));
    const policy = createPasswordPolicy({
      ...{ productName: 'Project Gnar', allowSpaces: false },
      ...{ estimator: { estimate: fail }, breaches: fail },
    });
    expect(await policy.judge(password, [])).toMatchObject({ score: 0, pwned: null, weaknesses: [weakness] });
  });
});
