import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JobsUnderTest, startJobs } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';

describe('a job', () => {
  let jobs: JobsUnderTest;
  beforeAll(async () => {
    jobs = await startJobs();
  });
  beforeEach(() => jobs.clear());
  afterAll(() => jobs.stop());

  it('runs at once after the commit that added it, and is forgotten', async () => {
    const startedAt = performance.now();
    await jobs.add({ to: 'ann' });
    await until(() => jobs.delivered.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(900);
    await until(jobs.isEmpty);
    expect(jobs.delivered).toEqual([{ to: 'ann' }]);
    expect(await jobs.metrics()).toMatch(/outbox_items_total\{.*outcome="delivered".*\} \d/);
  });

  it('with a delay runs after the others', async () => {
    await jobs.add({ n: 1 }, 'mail', { delaySeconds: 0.3 });
    await jobs.add({ n: 2 });
    await until(() => jobs.delivered.length === 1);
    expect(jobs.delivered).toEqual([{ n: 2 }]);
    await until(() => jobs.delivered.length === 2);
  });

  it('of a transaction that was rolled back never runs', async () => {
    const work = jobs.database.transaction(async (tx) => {
      await jobs.addIn(tx, { kind: 'mail', payload: { to: 'nobody' } });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await sleep(50);
    expect(jobs.delivered).toEqual([]);
  });

  it('is left to another service when there is no handler of its kind', async () => {
    await jobs.add({ n: 1 }, 'of another service');
    await jobs.add({ n: 2 });
    await until(async () => jobs.delivered.length === 1 && (await jobs.rows()).length === 1);
    expect(await jobs.rows()).toMatchObject([{ kind: 'of another service', attempts: 0 }]);
  });

  it('counts as backlog once it is due, with its age; one that is meant to wait does not', async () => {
    const measured = async (name: string) =>
      Number(new RegExp(`^${name}\\{.*\\} (.+)$`, 'm').exec(await jobs.metrics())?.[1]);
    expect(await measured('outbox_items')).toBe(0);
    expect(await measured('outbox_oldest_seconds')).toBe(0);

    await jobs.add({ n: 1 }, 'without handler');
    await jobs.database.run(
      `insert into outbox (kind, payload, attempts, created_at, available_at, dead_at) values
         ('failed', '{}', 3, now() - interval '600 s', now() + interval '60 s', null),
         ('parked', '{}', 3, now() - interval '999 s', 'infinity', now())`,
    );
    await jobs.add({}, 'mail', { delaySeconds: 900 });

    expect(await measured('outbox_items')).toBe(2);
    expect(await measured('outbox_oldest_seconds')).toBeGreaterThanOrEqual(600);
    expect(await measured('outbox_oldest_seconds')).toBeLessThan(900);
    expect(await measured('outbox_parked_items')).toBe(1);
  });
});

describe('a unique key', () => {
  let jobs: JobsUnderTest;
  beforeAll(async () => {
    jobs = await startJobs();
  });
  beforeEach(() => jobs.clear());
  afterAll(() => jobs.stop());

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
});
