import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';

const jobs = jobsForTests();

it("gear's retention deletes expired sessions and abandoned jobs, and nothing else", async () => {
  const { database } = jobs;
  const live = randomUUID();
  await database.run(
    `insert into sessions (sid, user_id, expires_at) values
       ($1, gen_random_uuid(), now() + interval '1 hour'),
       (gen_random_uuid(), gen_random_uuid(), now() - interval '1 minute')`,
    [live],
  );
  await database.run(
    `insert into outbox (kind, payload, created_at, available_at, dead_at) values
       ('parked long ago', '{}', now() - interval '9 days', 'infinity', now() - interval '8 days'),
       ('parked', '{}', now() - interval '9 days', 'infinity', now() - interval '6 days'),
       ('without handler for long', '{}', now() - interval '9 days', now() - interval '8 days', null),
       ('without handler', '{}', now() - interval '9 days', now() - interval '6 days', null),
       ('meant for later', '{}', now() - interval '90 days', now() + interval '9 days', null)`,
  );
  // As its schedule does, which is due once an hour.
  await jobs.add({}, 'schedule:gear-retention');
  await until(async () => (await jobs.rows()).every(({ kind }) => !kind.startsWith('schedule:')));

  expect((await jobs.rows()).map(({ kind }) => kind).toSorted()).toEqual([
    'meant for later',
    'parked',
    'without handler',
  ]);
  expect(await database.all('select sid from sessions')).toEqual([{ sid: live }]);
  expect(jobs.logs.saying('parked jobs were deleted after 7 days')).toMatchObject([{ jobs: 2 }]);
  expect(await database.one(`select cron from schedules where name = 'gear-retention'`)).toBeDefined();
});
