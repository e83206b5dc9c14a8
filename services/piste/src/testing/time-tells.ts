type Ask = (index: number) => Promise<unknown>;

const PAIRS = 150;

/** Of the second sample: chance alone brings so many pairs as far from 0.5 as the limit once in millions of times. */
const PAIRS_TO_DECIDE = 450;

/**
 * How well a stranger can tell two things apart by the time that their answers take: the area under the ROC curve of a
 * classifier that goes by time alone. 0.5: not at all, 0 or 1: always. Where a sample says more than `limit` from 0.5, a
 * larger second one decides alone: a busy machine may look like a leak once.
 */
export async function timeTells(first: Ask, second: Ask, limit: number): Promise<number> {
  const found = await sample(PAIRS, 0, first, second);
  return Math.abs(found - 0.5) < limit ? found : sample(PAIRS_TO_DECIDE, PAIRS, first, second);
}

/** Times both in turn, so that whatever else happens on the machine happens to both; each is first in every other pair. */
async function sample(pairs: number, from: number, first: Ask, second: Ask): Promise<number> {
  const times = { first: new Array<number>(), second: new Array<number>() };
  for (let index = from; index < from + pairs; index += 1) {
    if (index % 2 === 0) times.first.push(await timed(() => first(index)));
    times.second.push(await timed(() => second(index)));
    if (index % 2 === 1) times.first.push(await timed(() => first(index)));
  }
  return separability(times.first, times.second);
}

/** Mann and Whitney's U, as a share of all pairs. */
function separability(first: readonly number[], second: readonly number[]): number {
  const wins = first.flatMap((one) =>
    second.map((other): number => (one > other ? 1 : one === other ? 0.5 : 0)),
  );
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await ask();
  return performance.now() - startedAt;
}
