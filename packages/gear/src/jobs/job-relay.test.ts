import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../database/database.ts';
import { databaseWith, jobsForTests } from '../testing/jobs-under-test.ts';
import { until } from '../testing/until.ts';
import type { JsonObject } from './jobs.ts';

describe('the relay of jobs', () => {
  const jobs = jobsForTests();
  let database: Database;
  beforeAll(() => void ({ database } = jobs));

  const addMany = (kind: string, count: number) =>
    database.run(
      `insert into outbox (kind, payload) select $1, jsonb_build_object('n', n) from generate_series(1, $2) n`,
      [kind, count],
    );

  it.each([
    [10, 6],
    [100, 16],
    [1, 1],
  ])(
    'of a pool of %i connections runs at most %i jobs at once, however many are due',
    async (size, hands) => {
      let inHand = 0;
      let most = 0;
      const busy = async () => {
        inHand += 1;
        most = Math.max(most, inHand);
        await sleep(5);
        inHand -= 1;
      };
      jobs.startRelay({ busy }, { database: databaseWith(database, { maxConnections: size }) });
      await addMany('busy', 100);
      await until(jobs.isEmpty);
      expect(most).toBe(hands);
    },
  );

  it('runs at most as many jobs of a kind at once as its concurrency says, and others beside them', async () => {
    let inHand = 0;
    let most = 0;
    let others = 0;
    const handler = async () => {
      inHand += 1;
      most = Math.max(most, inHand);
      await sleep(20);
      inHand -= 1;
    };
    await addMany('narrow', 12);
    await addMany('wide', 12);
    // A poll would come too late: the end of one lets the next begin.
    jobs.startRelay(
      { narrow: { handler, concurrency: 2 }, wide: async () => void (others += 1) },
      { pollMs: 60_000 },
    );
    await until(() => others === 12);
    await until(jobs.isEmpty);
    expect(most).toBe(2);
  });

  it('goes on with other jobs while the handler of one does not end', async () => {
    const seen: unknown[] = [];
    const end = Promise.withResolvers<void>();
    jobs.startRelay({ stuck: () => end.promise, quick: async ({ n }) => void seen.push(n) });
    await jobs.add({}, 'stuck');
    for (let n = 0; n < 40; n += 1) await jobs.add({ n }, 'quick');
    await until(() => seen.length === 40);
    await until(async () => (await jobs.rows()).length === 1);
    end.resolve();
  });

  it('asks for no more jobs while most of its hands are full', async () => {
    let asked = 0;
    let taken = 0;
    const free = Promise.withResolvers<void>();
    const all: Database['all'] = (...query) => {
      asked += 1;
      return database.all(...query);
    };
    const full = async () => {
      taken += 1;
      await free.promise;
    };
    await addMany('full', 6);
    jobs.startRelay({ full }, { database: databaseWith(database, { all }) });
    await until(() => taken === 6);
    const before = asked;
    await sleep(200);
    expect(asked).toBe(before);
    free.resolve();
    await until(jobs.isEmpty);
  });

  it('leaves connections to requests while every job in hand holds one and does not end', async () => {
    const stuck = Promise.withResolvers<void>();
    let waiting = 0;
    jobs.startRelay({
      keeping: async () => {
        await database.transaction(async (transaction) => {
          await transaction.run('select 1');
          waiting += 1;
          await stuck.promise;
        });
      },
    });
    await addMany('keeping', 50);
    await until(() => waiting === 6);
    await sleep(100);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => database.one<{ answer: number }>('select 42 as answer')),
    );
    stuck.resolve();
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ answer: 42 })));
    await until(jobs.isEmpty);
  });

  it('asks once per poll, and once more each time it is woken, even in the middle of asking', async () => {
    let asked = 0;
    const all: Database['all'] = (...query) => {
      asked += 1;
      return database.all(...query);
    };
    const relay = jobs.startRelay(
      { 'never added': () => Promise.resolve() },
      { pollMs: 60_000, database: databaseWith(database, { all }) },
    );
    expect(asked).toBe(1);
    relay.wake();
    await until(() => asked === 2);
    await sleep(50);
    relay.wake();
    await until(() => asked === 3);
    await sleep(200);
    expect(asked).toBe(3);
    await relay.stop();
  });

  it('stops only when the job in hand is done, which is told of the stop', async () => {
    let sawStop = false;
    const relay = jobs.startRelay({
      slow: async (_, { signal }) => {
        await sleep(10_000, undefined, { signal }).catch(() => (sawStop = true));
        await sleep(150);
      },
    });
    await jobs.add({}, 'slow');
    await until(async () => (await jobs.rows())[0]?.attempts === 1);
    await relay.stop();
    expect(sawStop).toBe(true);
    expect(await jobs.isEmpty()).toBe(true);
  });

  it('stops only when the jobs that it was just asking for are done too', async () => {
    const seen: string[] = [];
    let hasAsked = false;
    const all: Database['all'] = async (...query) => {
      hasAsked = true;
      await sleep(150);
      return database.all(...query);
    };
    await jobs.add({}, 'just asked');
    const relay = jobs.startRelay(
      { 'just asked': async () => void seen.push('done') },
      { database: databaseWith(database, { all }) },
    );
    await until(() => hasAsked);
    await relay.stop();
    expect(seen).toEqual(['done']);
    expect(await jobs.isEmpty()).toBe(true);
  });

  it('claims nothing more once it is stopping, when a job of its full hands ends', async () => {
    let taken = 0;
    const first = Promise.withResolvers<void>();
    const others = Promise.withResolvers<void>();
    const slow = async ({ n }: JsonObject) => {
      taken += 1;
      await (n === 1 ? first : others).promise;
    };
    await addMany('slow', 4);
    // Without a pause between rounds it already waits for a free hand when the fifth is added.
    const relay = jobs.startRelay({ slow }, { pollMs: 0 });
    await until(() => taken === 4);
    await jobs.add({ n: 5 }, 'slow');
    const stopped = relay.stop();
    first.resolve();
    await until(async () => (await jobs.rows()).length === 4);
    others.resolve();
    await stopped;
    const left = await jobs.rows();
    expect(left).toMatchObject([{ attempts: 0 }]);
    expect(left[0]?.seconds).toBeLessThanOrEqual(0);
  });

  it('claims nothing for its other kinds when it is stopped while it asks for the first', async () => {
    let asked = 0;
    const all: Database['all'] = (...query) => {
      asked += 1;
      return database.all(...query);
    };
    const handler = () => Promise.resolve();
    const relay = jobs.startRelay(
      { wide: handler, narrow: { handler, concurrency: 1 } },
      { database: databaseWith(database, { all }) },
    );
    await relay.stop();
    expect(asked).toBe(1);
  });

  it('goes on when the table cannot be read for a while', async () => {
    const seen: string[] = [];
    let isBroken = true;
    const all: Database['all'] = (...query) =>
      isBroken ? Promise.reject(new Error('gone')) : database.all(...query);
    jobs.startRelay(
      { later: async () => void seen.push('done') },
      { database: databaseWith(database, { all }) },
    );
    await jobs.add({}, 'later');
    await sleep(100);
    isBroken = false;
    await until(() => seen.length === 1);
    expect(jobs.logs.saying('jobs cannot be read, trying again')).toHaveLength(1);
  });
});
