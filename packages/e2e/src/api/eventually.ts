import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Repeats a request until `good` accepts the answer. A request that throws counts as a bad answer.
 *
 * @returns the last answer, good or not, for the caller to judge; the last error is thrown.
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  good: (answer: Answer) => boolean,
  timeoutMs = 10_000,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      const answer = await ask();
      if (good(answer) || Date.now() > deadline) return answer;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}
