import type { Answer } from './api-client.ts';
import type { PisteUnderTest } from './piste-under-test.ts';

/** The wait doubles with every failure: after so many, no machine is too slow to be refused. */
const MOST_TRIES = 16;

/**
 * Guesses until it is told to wait. The first wait is one second of real time: on a busy machine it may be over before
 * the next guess, which is then judged too. So tests compare how many were judged, not which one was refused.
 *
 * @returns how many guesses were judged (401) before the refusal. @throws Error when none is refused
 */
export async function guessUntilRefused(
  guess: (index: number) => Promise<Answer>,
): Promise<{ judged: number; refusal: Answer }> {
  for (let index = 0; index < MOST_TRIES; index += 1) {
    const answer = await guess(index);
    if (answer.status === 429) return { judged: index, refusal: answer };
    if (answer.status !== 401) throw new Error(`A guess was answered ${answer.status}: ${answer.text}`);
  }
  throw new Error(`None of ${MOST_TRIES} guesses was refused with 429.`);
}

/** Four tries are free and the fifth starts the wait; a slow machine lets a few more through. */
export const oneBudget = { least: 5, most: 9 };

/** Ends every wait that failures have brought, as if its time had passed; the failures stay counted. */
export async function letWaitsPass({ parts, environment }: PisteUnderTest): Promise<void> {
  const prefix = environment['GNAR_REDIS_KEY_PREFIX'] ?? '';
  const waits = await parts.redis.keys(`${prefix}failures:*:wait`);
  if (waits.length > 0) await parts.redis.del(...waits.map((key) => key.slice(prefix.length)));
}

/** So many failures in a row, however long the waits between them are. @throws Error when one is not answered 401 */
export async function failTimes(
  piste: PisteUnderTest,
  times: number,
  guess: () => Promise<Answer>,
): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await letWaitsPass(piste);
    const { status, text } = await guess();
    if (status !== 401) throw new Error(`A guess was answered ${status}: ${text}`);
  }
}
