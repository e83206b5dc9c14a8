import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Replica } from '../system/replica.types.ts';
import { killAtRandom } from './killer.ts';

/** Nothing is asked of them. */
const replica = (name: string) => ({ name }) as Replica;
const services = {
  piste: [replica('piste-1'), replica('piste-2')],
  others: [replica('ski-lift')],
} as const;

describe('killAtRandom', () => {
  it('kills as often as requested, and restarts each part', async () => {
    const up = new Map<string, number>();
    const add = (name: string, by: number) => up.set(name, (up.get(name) ?? 0) + by);
    const killed = await killAtRandom({
      system: {
        ...services,
        kill: (name) => Promise.resolve(void add(name, -1)),
        restart: (name) => Promise.resolve(void add(name, 1)),
      },
      kills: 2,
      log: () => undefined,
      signal: new AbortController().signal,
    });
    expect([...killed.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2);
    expect([...up.values()].every((balance) => balance === 0)).toBe(true);
  });

  it('throws for a part that does not restart only after the other one has restarted', async () => {
    let begun = 0;
    let back = 0;
    const killing = killAtRandom({
      system: {
        ...services,
        kill: () => Promise.resolve(),
        restart: async () => {
          begun += 1;
          // The first of the two that were ended together, after two that were ended alone.
          if (begun === 3) throw new Error('does not answer');
          await delay(200);
          back += 1;
        },
      },
      kills: 3,
      log: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(killing).rejects.toThrow('does not answer');
    expect([begun, back]).toEqual([4, 3]);
  });
});
