import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';

describe('a job', () => {
  const jobs = jobsForTests();

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
      await jobs.addIn(tx, { kind: 'mail', payload: { to: 'ann' } });
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
