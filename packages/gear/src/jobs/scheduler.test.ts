import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../database/database.ts';
import { databaseWith, jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';
import { scheduleHandlers, type Schedule, Scheduler } from './scheduler.ts';

interface Replica {
  readonly others: readonly Schedule[];
  readonly database: Database;
}

/** The database as it is in another year. */
function inYear(year: number, database: Database): Database {
  const transaction: Database['transaction'] = (work) =>
    database.transaction((tx) =>
      // The only question for one row is for the time.
      work({ ...tx, one: () => tx.one(`select timestamptz '${year}-06-01' as now`) }),
    );
  return databaseWith(database, { transaction });
}

describe('a schedule', () => {
  const jobs = jobsForTests();
  const running: Scheduler[] = [];
  beforeEach(() => jobs.database.run('delete from schedules'));
  afterEach(() => Promise.all(running.splice(0).map((scheduler) => scheduler.stop())));

  /** One replica more. */
  function start(schedule: Schedule, { others = [], database = jobs.database }: Partial<Replica> = {}): void {
    const schedules = [schedule, ...others];
    const relay = jobs.startRelay(scheduleHandlers(schedules));
    const scheduler = new Scheduler({ database, log: jobs.log, schedules, onAdded: () => relay.wake() });
    running.push(scheduler);
    scheduler.start();
  }

  const stored = () =>
    jobs.database.one<{ cron: string; seconds: number }>(
      `select cron, extract(epoch from next_at - now())::float8 as seconds from schedules where name = 'tidy'`,
    );
  const missed = (cron: string, ago: string) =>
    jobs.database.run(`insert into schedules values ('tidy', $1, now() - $2::interval)`, [cron, ago]);

  it('that is due runs once, however many replicas there are and times it missed', async () => {
    let runs = 0;
    const schedule = { name: 'tidy', cron: '0 * * * *', handler: async () => void (runs += 1) };
    await missed(schedule.cron, '3 days');
    for (let replica = 0; replica < 4; replica += 1) start(schedule);
    await until(() => runs > 0);
    await sleep(1_500);
    expect(runs).toBe(1);
    const { seconds = 0 } = (await stored()) ?? {};
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(3_600);
  });

  it('comes back again and again', async () => {
    let runs = 0;
    start({ name: 'tidy', cron: '* * * * * *', handler: async () => void (runs += 1) });
    await until(() => runs >= 3, 10_000);
  });

  it('is left to the replica that is adding its job at this moment', async () => {
    let runs = 0;
    start({ name: 'tidy', cron: '* * * * * *', handler: async () => void (runs += 1) });
    await until(() => runs === 1, 10_000);
    let before = 0;
    await jobs.database.transaction(async (other) => {
      await other.run(`select from schedules where name = 'tidy' for update`);
      await sleep(300);
      before = runs;
      await sleep(2_000);
      await other.run(`update schedules set next_at = now() + interval '1 hour' where name = 'tidy'`);
    });
    await sleep(500);
    expect(runs).toBe(before);
  });

  it('is read in UTC, wherever the process runs', async () => {
    const code = `import { parseCron } from '${new URL('./scheduler.ts', import.meta.url).href}';
      console.log(parseCron('tidy', '30 4 * * *').nextRun(new Date(0)).toISOString());`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', '--input-type=module', '--eval', code],
      { env: { TZ: 'America/Vancouver' } },
    );
    expect(stdout).toBe('1970-01-01T04:30:00.000Z\n');
  });

  it('does not run a second time while a run is not over', async () => {
    let runs = 0;
    start({
      name: 'tidy',
      cron: '* * * * * *',
      handler: () => {
        runs += 1;
        return new Promise(() => undefined);
      },
    });
    await until(() => runs === 1, 10_000);
    await sleep(2_500);
    expect(await jobs.rows()).toHaveLength(1);
    expect(runs).toBe(1);
    jobs.forsake();
  });

  it('takes over another expression at the start of a release, and keeps its time under the same one', async () => {
    const handler = () => Promise.resolve();
    await jobs.database.run(`insert into schedules values ('tidy', '0 5 * * *', now() + interval '9 days')`);
    start({ name: 'tidy', cron: '0 5 * * *', handler });
    await sleep(300);
    expect((await stored())?.seconds).toBeGreaterThan(8 * 86_400);
    start({ name: 'tidy', cron: '0 6 * * *', handler });
    await until(async () => (await stored())?.cron === '0 6 * * *');
    expect((await stored())?.seconds).toBeLessThanOrEqual(86_400);
  });

  it('that has no next time any more runs for the last time, and keeps no other from its times', async () => {
    const ran: string[] = [];
    const last = { name: 'tidy', cron: '0 0 0 1 1 * 2099', handler: async () => void ran.push('tidy') };
    const other = { name: 'other', cron: '0 * * * *', handler: async () => void ran.push('other') };
    await missed(last.cron, '1 minute');
    await jobs.database.run(`insert into schedules values ('other', '0 * * * *', now())`);
    start(last, { others: [other], database: inYear(2100, jobs.database) });
    await until(() => ran.length === 2);
    expect(ran.toSorted()).toEqual(['other', 'tidy']);
    expect((await stored())?.seconds).toBe(Infinity);
  });

  it('that has no next time when it is seen for the first time is kept as one, and never runs', async () => {
    const never = { name: 'tidy', cron: '0 0 0 1 1 * 2099', handler: () => Promise.resolve() };
    start(never, { database: inYear(2100, jobs.database) });
    await until(stored);
    expect((await stored())?.seconds).toBe(Infinity);
    expect(jobs.logs.saying('schedules cannot be read, trying again')).toEqual([]);
  });

  it('whose run was parked runs anew the next time', async () => {
    await jobs.database.run(
      `insert into outbox (kind, payload, available_at, dead_at) values ('schedule:tidy', '{}', 'infinity', now())`,
    );
    let runs = 0;
    await missed('0 * * * *', '1 minute');
    start({ name: 'tidy', cron: '0 * * * *', handler: async () => void (runs += 1) });
    await until(() => runs === 1);
    await until(jobs.isEmpty);
  });

  it.each([
    ['61 * * * *', /"61 \* \* \* \*" of the schedule tidy is invalid/],
    ['every hour', /"every hour" of the schedule tidy is invalid/],
    ['0 0 30 2 *', /matches no time to come/],
  ])('with the expression "%s" is refused at the start, by name', (cron, message) => {
    const schedules = [{ name: 'tidy', cron, handler: () => Promise.resolve() }];
    expect(
      () => new Scheduler({ database: jobs.database, log: jobs.log, schedules, onAdded: () => undefined }),
    ).toThrow(message);
  });

  it('is refused at the start when another has its name', () => {
    const schedule = { name: 'tidy', cron: '0 * * * *', handler: () => Promise.resolve() };
    const schedules = [schedule, { ...schedule, cron: '1 * * * *' }];
    expect(
      () => new Scheduler({ database: jobs.database, log: jobs.log, schedules, onAdded: () => undefined }),
    ).toThrow(/same name.*tidy/);
  });
});
