import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';
import type { JobHandlers } from './job-handlers.ts';

describe('relays of several replicas', () => {
  const jobs = jobsForTests();

  it('run each job once', async () => {
    const seen: unknown[] = [];
    const handlers: JobHandlers = {
      many: async ({ n }) => {
        await sleep(1);
        seen.push(n);
      },
    };
    for (let replica = 0; replica < 3; replica += 1) jobs.startRelay(handlers);
    await jobs.database.run(
      `insert into outbox (kind, payload) select 'many', jsonb_build_object('n', n) from generate_series(1, 100) n`,
    );
    await until(jobs.isEmpty);
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('pass over a job that another claims at this moment, instead of waiting for it', async () => {
    await jobs.add({ n: 1 }, 'taken');
    await jobs.database.transaction(async (tx) => {
      await tx.run(`select from outbox where kind = 'taken' for update`);
      const seen: unknown[] = [];
      jobs.startRelay({ taken: async ({ n }) => void seen.push(n) });
      await jobs.add({ n: 2 }, 'taken');
      await until(() => seen.length === 1);
      expect(seen).toEqual([2]);
    });
  });

  it('claim a job whose process died, once its lease has expired and not before', async () => {
    let taken = 0;
    await jobs.add({}, 'lost');
    // The first attempt never ends, as in a process that was killed.
    const lost = () => {
      taken += 1;
      return taken === 1 ? new Promise<void>(() => undefined) : Promise.resolve();
    };
    jobs.startRelay({ lost }, { leaseSeconds: 1, pollMs: 60_000 });
    await until(() => taken === 1);
    jobs.forsake();
    await sleep(300);
    const attempts: number[] = [];
    jobs.startRelay({ lost: async (_, { attempt }) => void attempts.push(attempt) });
    await sleep(300);
    expect(attempts).toEqual([]);
    await until(jobs.isEmpty);
    expect(attempts).toEqual([2]);
  });

  it('give each kind the lease that its handler asks for', async () => {
    let taken = 0;
    const handler = () => {
      taken += 1;
      return new Promise<void>(() => undefined);
    };
    jobs.startRelay({ quick: handler, long: { handler, leaseSeconds: 900 } }, { leaseSeconds: 20 });
    await jobs.add({}, 'quick');
    await jobs.add({}, 'long');
    await until(() => taken === 2);
    jobs.forsake();
    const seconds = Object.fromEntries((await jobs.rows()).map((row) => [row.kind, row.seconds]));
    expect(seconds['quick']).toBeLessThanOrEqual(20);
    expect(seconds['long']).toBeGreaterThan(800);
  });

  it('cannot touch a job that another has claimed after their lease expired', async () => {
    const late = Promise.withResolvers<void>();
    await jobs.add({}, 'late');
    const first = jobs.startRelay(
      { late: (_, { attempt }) => (attempt === 1 ? late.promise : new Promise(() => undefined)) },
      { leaseSeconds: 0.2, pollMs: 60_000 },
    );
    await until(async () => (await jobs.rows())[0]?.attempts === 1);
    jobs.forsake();
    await sleep(250);
    jobs.startRelay({ late: () => new Promise(() => undefined) });
    await until(async () => (await jobs.rows())[0]?.attempts === 2);
    jobs.forsake();
    late.resolve();
    await first.stop();
    expect(await jobs.rows()).toMatchObject([{ attempts: 2 }]);
  });
});
