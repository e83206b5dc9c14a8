import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './api-client.ts';

const MOST_TRIES = 10;

/** Asks as a good client does: a 503 is asked again when its Retry-After says. @returns the first other answer */
export async function askPatiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let index = 0; index < MOST_TRIES; index += 1) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(Number(answer.headers.get('retry-after')) * 1000);
  }
  throw new Error(`${MOST_TRIES} requests were answered 503.`);
}
