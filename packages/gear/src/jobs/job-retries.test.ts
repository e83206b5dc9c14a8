import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { databaseWith, jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';
import { retryJobs } from './parked-jobs.ts';

describe('a job that fails', () => {
  const jobs = jobsForTests();

  const dueNow = () => jobs.database.run('update outbox set available_at = now() where dead_at is null');

  it('is tried again later, and keeps the reason without the address', async () => {
    const seen = Promise.withResolvers<void>();
    jobs.onMail((_, attempt) => {
      if (attempt < 2) throw new Error('ann@example.com was refused');
      return seen.promise;
    });
    await jobs.add({ to: 'ann' });
    await until(async () => (await jobs.rows())[0]?.error !== null);
    const [row] = await jobs.rows();
    expect(row).toMatchObject({ error: 'Error: [redacted] was refused' });
    expect(row?.seconds).toBeLessThanOrEqual(1);
    seen.resolve();
    await until(jobs.isEmpty);
    expect(jobs.delivered).toEqual([{ to: 'ann' }]);
  });

  it('is parked after its last attempt, told as an error and not run again until an operator says so', async () => {
    const attempts: number[] = [];
    let isBroken = true;
    const handler = async (_: unknown, { attempt }: { attempt: number }) => {
      attempts.push(attempt);
      if (isBroken) throw new Error('broken');
    };
    jobs.startRelay({ fragile: { handler, attempts: 2 } });
    await jobs.add({}, 'fragile');
    await until(async () => (await jobs.rows())[0]?.error !== null);
    await dueNow();
    await until(async () => (await jobs.rows())[0]?.isParked);
    const [parked] = await jobs.rows();
    expect(parked).toMatchObject({ attempts: 2, error: 'Error: broken', seconds: Infinity });
    expect(jobs.logs.saying('a job failed for the last time and is parked')).toMatchObject([
      { level: 50, kind: 'fragile', attempt: 2 },
    ]);
    await sleep(100);
    expect(attempts).toEqual([1, 2]);

    // It gets all its attempts once more; their count goes on, since it fences.
    expect(await retryJobs(jobs.database, parked?.id)).toBe(1);
    await until(() => attempts.length === 3);
    await until(async () => (await jobs.rows())[0]?.isParked === false);
    isBroken = false;
    await dueNow();
    await until(jobs.isEmpty);
    expect(attempts).toEqual([1, 2, 3, 4]);
  });

  it('is parked as well when the process of every attempt died', async () => {
    let begun = 0;
    const fatal = { handler: () => new Promise<void>(() => (begun += 1)), attempts: 2, leaseSeconds: 0.1 };
    await jobs.add({}, 'fatal');
    for (const attempt of [1, 2]) {
      jobs.startRelay({ fatal }, { pollMs: 60_000 });
      await until(() => begun === attempt);
      jobs.forsake();
      await sleep(150);
    }
    jobs.startRelay({ fatal });
    await until(async () => (await jobs.rows())[0]?.isParked);
    expect(begun).toBe(2);
    expect((await jobs.rows())[0]?.error).toContain('the process of each attempt died');
  });

  it('runs again when it could not be marked as done', async () => {
    let attempts = 0;
    let isBroken = true;
    const { database } = jobs;
    const run: typeof database.run = (...query) =>
      isBroken ? Promise.reject(new Error('gone')) : database.run(...query);
    const twice = async () => {
      attempts += 1;
      isBroken = attempts === 1;
    };
    jobs.startRelay({ twice }, { leaseSeconds: 0.2, database: databaseWith(database, { run }) });
    await jobs.add({}, 'twice');
    await until(jobs.isEmpty);
    expect(attempts).toBe(2);
  });

  it('waits at most five minutes for the next attempt', async () => {
    await jobs.database.run(`insert into outbox (kind, payload, attempts) values ('fragile', '{}', 40)`);
    jobs.startRelay({ fragile: () => Promise.reject(new Error('broken')) });
    await until(async () => (await jobs.rows())[0]?.error !== null);
    const [row] = await jobs.rows();
    expect(row?.seconds).toBeLessThanOrEqual(300);
    expect(row?.seconds).toBeGreaterThan(120);
  });
});
