import zxcvbn from 'zxcvbn';

export interface PasswordBombSearch {
  /** How long to search, on the clock. The search is synchronous. */
  readonly seconds: number;
  /** The same seed tries the same things, as far as the time allows. */
  readonly seed: number;
}

export interface PasswordBomb {
  readonly password: string;
  /** CPU time that zxcvbn took for the sample that the password is made of, in milliseconds. */
  readonly sampleMs: number;
}

/** Short enough to try many, long enough to tell the costly ones from the others. */
const SAMPLE_LENGTH = 20;
const LONGEST_PASSWORD = 128;
const STEPS_WITHOUT_GAIN = 20;
const SAMPLES_KEPT = 6;

/** What zxcvbn looks for: l33t symbols and what they stand for, neighbours on keyboards, dates, repeats, words. */
const alphabets = [
  ...['4@8({[<369!1|70$5+%2', '1!|7+', 'abcegilostxz', '4aeio13!0s$5t7+', 'qwertyuiop[]asdfghjkl;zxcvbnm'],
  ...['!@#$%^&*()_+{}|:"<>?', '1qaz2wsx3edc4rfv', '0123456789', '1990-12/31.', 'ab', 'passwordmonkeyqwerty'],
].map((characters) => Array.from(characters));

/** How a sample becomes a password: one that begins weak is looked at to its end. */
const shapes = [
  (sample: string) => sample.repeat(LONGEST_PASSWORD),
  (sample: string) => `${'a'.repeat(24)}${sample.repeat(LONGEST_PASSWORD)}`,
  (sample: string) => `${'password'.repeat(3)}${sample.repeat(LONGEST_PASSWORD)}`,
];

/**
 * Searches for passwords whose estimation is expensive: random samples over the alphabets of zxcvbn, each improved by
 * hill climbing.
 *
 * @returns passwords of the greatest length that is allowed, costliest first
 */
export function searchPasswordBombs({ seconds, seed }: PasswordBombSearch): PasswordBomb[] {
  const random = randomNumbers(seed);
  const found = new Map<string, number>();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    let best = randomSample(random);
    let bestMs = costMs(best);
    for (let failed = 0; failed < STEPS_WITHOUT_GAIN && performance.now() < until; failed += 1) {
      const next = changed(best, random);
      const nextMs = costMs(next);
      if (nextMs <= bestMs) continue;
      [best, bestMs, failed] = [next, nextMs, 0];
    }
    found.set(best, bestMs);
  }
  return [...found]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, SAMPLES_KEPT)
    .flatMap(([sample, sampleMs]) =>
      shapes.map((shape) => ({ password: shape(sample).slice(0, LONGEST_PASSWORD), sampleMs })),
    );
}

/** CPU time of the estimation of a text, in milliseconds. */
export function costMs(text: string): number {
  const before = process.threadCpuUsage();
  zxcvbn(text);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

type Random = () => number;

const oneOf = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

function randomSample(random: Random): string {
  const alphabet = oneOf(alphabets, random);
  return Array.from({ length: SAMPLE_LENGTH }, () => oneOf(alphabet, random)).join('');
}

/** Another character, another run of characters from one alphabet, or one part twice. */
function changed(sample: string, random: Random): string {
  const at = Math.floor(random() * SAMPLE_LENGTH);
  const length = 1 + Math.floor(random() * 4);
  const alphabet = oneOf(alphabets, random);
  const part =
    random() < 0.2 ? sample.slice(0, length) : Array.from({ length }, () => oneOf(alphabet, random)).join('');
  return `${sample.slice(0, at)}${part}${sample.slice(at + length)}`.slice(0, SAMPLE_LENGTH);
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
