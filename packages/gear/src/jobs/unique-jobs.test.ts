import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';
import type { JobHandler } from './job-handlers.ts';

describe('a unique key', () => {
  const jobs = jobsForTests();

  it('lets one job wait: the last payload counts, and the earliest time', async () => {
    await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann', delaySeconds: 50 });
    await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann', delaySeconds: 900 });
    await jobs.add({ n: 3 }, 'digest', { uniqueKey: 'ben', delaySeconds: 900 });
    await jobs.add({ n: 4 }, 'other kind', { uniqueKey: 'ann', delaySeconds: 900 });
    const rows = await jobs.rows();
    expect(rows.map(({ kind }) => kind)).toEqual(['digest', 'digest', 'other kind']);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(50);
    const seen: unknown[] = [];
    await jobs.database.run('update outbox set available_at = now()');
    jobs.startRelay({ digest: async ({ n }) => void seen.push(n) });
    await until(() => seen.length === 2);
    expect(seen.toSorted()).toEqual([2, 3]);
  });

  it('does not swallow what is added while the job runs: it runs once more', async () => {
    const first = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    jobs.startRelay({
      digest: async ({ n }) => {
        seen.push(n);
        if (seen.length === 1) await first.promise;
      },
    });
    await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
    await until(() => seen.length === 1);
    await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
    first.resolve();
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 2]);
  });

  it('keeps the waiting job from running before the commit of the transaction that added it again', async () => {
    const seen: unknown[] = [];
    await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
    await jobs.database.transaction(async (tx) => {
      await jobs.addIn(tx, { kind: 'digest', payload: { n: 2 }, uniqueKey: 'ann' });
      jobs.startRelay({ digest: async ({ n }) => void seen.push(n) });
      await sleep(200);
      expect(seen).toEqual([]);
    });
    await until(() => seen.length > 0);
    await until(jobs.isEmpty);
    expect(seen).toEqual([2]);
  });

  it('holds against 20 transactions at the same moment', async () => {
    const adding = Array.from({ length: 20 }, (_, n) => jobs.add({ n }, 'digest', { uniqueKey: 'ann' }));
    await Promise.all(adding);
    expect(await jobs.rows()).toHaveLength(1);
  });

  describe('keeps the order in which jobs were added, of which', () => {
    const broken = () => Promise.reject(new Error('broken'));
    /** For the transaction that others wait for. */
    const cancelOneThatWaits = `select pg_cancel_backend(pid) from pg_locks
                                 where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
    const dueNow = () => jobs.database.run('update outbox set available_at = now() where dead_at is null');

    /** Two replicas, and what their handlers of the kind `digest` have seen. */
    function startTwo(handle: (n: unknown) => Promise<void>): unknown[] {
      const seen: unknown[] = [];
      const digest: JobHandler = async ({ n }) => {
        seen.push(n);
        await handle(n);
      };
      jobs.startRelay({ digest });
      jobs.startRelay({ digest });
      return seen;
    }

    it('an older one that failed is not tried again once a newer one has begun', async () => {
      const seen = startTwo((n) => (n === 1 ? broken() : Promise.resolve()));
      await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
      await until(async () => (await jobs.rows())[0]?.error !== null);
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
      await until(() => seen.includes(2));
      await dueNow();
      await until(jobs.isEmpty);
      await sleep(100);
      expect(seen.slice(seen.indexOf(2))).toEqual([2]);
    });

    it('an older one that fails while a newer one runs or has run is not tried again', async () => {
      const first = Promise.withResolvers<void>();
      const seen = startTwo((n) => (n === 1 ? first.promise : Promise.resolve()));
      await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
      await until(() => seen.length === 1);
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
      await until(() => seen.length === 2);
      first.reject(new Error('broken'));
      await until(jobs.isEmpty);
      expect(seen).toEqual([1, 2]);
    });

    it('an older one that is parked goes when a newer one begins', async () => {
      jobs.startRelay({ digest: { handler: broken, attempts: 1 } });
      await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
      await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ben' });
      await until(async () => (await jobs.rows()).every(({ isParked }) => isParked));
      const [, ofBen] = await jobs.rows();
      jobs.forsake();
      jobs.startRelay({ digest: () => Promise.resolve() });
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
      await until(async () => (await jobs.rows()).length === 1);
      expect(await jobs.rows()).toEqual([ofBen]);
    });

    it('only the newer one begins when one replica claims both', async () => {
      const seen: unknown[] = [];
      await jobs.database.run(
        `insert into outbox (kind, payload, attempts, begun_key, created_at)
         values ('digest', '{"n":1}', 1, 'ann', now() - interval '1 minute')`,
      );
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
      jobs.startRelay({ digest: async ({ n }) => void seen.push(n) });
      await until(jobs.isEmpty);
      expect(seen).toEqual([2]);
    });

    it('and jobs behind a claim of which an older one was dropped do not wait for the next poll', async () => {
      const seen: unknown[] = [];
      // The first six are claimed together, and two of them are of one key.
      await jobs.database.run(
        `insert into outbox (kind, payload, begun_key, available_at)
         select 'digest', jsonb_build_object('n', n), case when n <= 2 then 'ann' end, now() - make_interval(secs => 9 - n)
           from generate_series(1, 7) n`,
      );
      jobs.startRelay({ digest: async ({ n }) => void seen.push(n) }, { pollMs: 60_000 });
      await until(jobs.isEmpty);
      expect(seen.toSorted()).toEqual([2, 3, 4, 5, 6, 7]);
    });

    it('and when an older one cannot be deleted, nothing is claimed, jobs without a key included', async () => {
      const seen: unknown[] = [];
      await jobs.database.run(
        `insert into outbox (kind, payload, attempts, begun_key, available_at)
         values ('digest', '{"n":1}', 1, 'ann', now() + interval '1 hour')`,
      );
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann' });
      await jobs.add({ n: 3 }, 'digest');
      const relay = await jobs.database.transaction(async (tx) => {
        await tx.run(`select from outbox where begun_key = 'ann' for update`);
        const started = jobs.startRelay({ digest: async ({ n }) => void seen.push(n) });
        await until(async () => (await tx.run(cancelOneThatWaits)) === 1);
        await until(() => jobs.logs.saying('jobs cannot be read, trying again').length > 0);
        expect((await jobs.rows()).map(({ attempts }) => attempts)).toEqual([1, 0, 0]);
        return started;
      });
      relay.wake();
      await until(jobs.isEmpty);
      expect(seen.toSorted()).toEqual([2, 3]);
    });

    it('an older one is tried again as long as the newer one waits', async () => {
      const seen = startTwo((n) => (n === 1 ? broken() : Promise.resolve()));
      await jobs.add({ n: 1 }, 'digest', { uniqueKey: 'ann' });
      await until(() => seen.length === 1);
      await jobs.add({ n: 2 }, 'digest', { uniqueKey: 'ann', delaySeconds: 900 });
      await until(() => seen.length === 2);
      expect(seen).toEqual([1, 1]);
    });

    it('one whose claim ended with its process takes the place of the older ones when it is claimed again', async () => {
      await jobs.database.run(
        `insert into outbox (kind, payload, attempts, begun_key, available_at)
         values ('digest', '{"n":1}', 1, 'ann', now() + interval '1 hour'), ('digest', '{"n":2}', 1, 'ann', now())`,
      );
      const seen: unknown[] = [];
      jobs.startRelay({ digest: async ({ n }) => void seen.push(n) });
      await until(jobs.isEmpty);
      expect(seen).toEqual([2]);
    });
  });
});
