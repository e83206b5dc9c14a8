import { describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.ts';
import { backoffMs } from './backoff.ts';
import { Loop } from './loop.ts';

describe('the pause after failures', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [1_000, 30_000],
  ])('number %d in a row is at most %d ms, with jitter', (failures, longest) => {
    const pauses = Array.from({ length: 200 }, () => backoffMs(failures, 1_000, 30_000));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(longest / 2);
    expect(Math.min(...pauses)).toBeLessThan(longest * 0.7);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(longest);
    expect(Math.max(...pauses)).toBeGreaterThan(longest * 0.8);
  });
});

class Rounds extends Loop {
  readonly seen: (number | string)[] = [];
  readonly #work: (failures: number) => number | Promise<number>;

  constructor(work: (failures: number) => number | Promise<number>) {
    super(1);
    this.#work = work;
  }

  protected async round(failures: number): Promise<number> {
    this.seen.push(failures);
    return this.#work(failures);
  }

  protected onFailure(error: unknown, failures: number): void {
    this.seen.push(`${String(error)} ${failures}`);
  }
}

describe('a loop', () => {
  it('counts the failures in a row, and begins again with none after a success', async () => {
    const loop: Rounds = new Rounds((failures) => {
      if (loop.seen.length < 4) throw new Error('down');
      return failures > 0 ? 0 : 60_000;
    });
    loop.start();
    await until(() => loop.seen.length === 6);
    expect(loop.seen).toEqual([0, 'Error: down 1', 1, 'Error: down 2', 2, 0]);
    await loop.stop();
  });

  it('runs once however often it is started, and is woken from its pause or in the middle of a round', async () => {
    const inRound = Promise.withResolvers<number>();
    const loop: Rounds = new Rounds(() => (loop.seen.length === 2 ? inRound.promise : 60_000));
    loop.start();
    loop.start();
    loop.wake();
    await until(() => loop.seen.length === 2);
    loop.wake();
    inRound.resolve(60_000);
    await until(() => loop.seen.length === 3);
    await loop.stop();
    expect(loop.seen).toHaveLength(3);
  });

  it('stops when the round in hand is over, whether it fails by then or not, and tells nothing of it', async () => {
    const inRound = Promise.withResolvers<number>();
    const loop = new Rounds(() => inRound.promise);
    loop.start();
    const stopped = loop.stop();
    inRound.reject(new Error('aborted'));
    await stopped;
    loop.start();
    expect(loop.seen).toEqual([0]);
  });
});
