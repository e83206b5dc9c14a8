import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../database/database.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import { backoffSeconds, type OutboxHandlers, OutboxRelay } from './outbox-relay.ts';
import type { JsonObject } from './outbox.ts';

describe('the outbox', () => {
  let own: Awaited<ReturnType<typeof gearTestDatabase>>;
  let running: TestApp;
  let database: Database;
  let delivered: JsonObject[];
  let handle: (payload: JsonObject, attempt: number) => Promise<void> | void;
  const relays: OutboxRelay[] = [];
  /** Their handlers never end, as in a process that was killed. */
  const forsaken: OutboxRelay[] = [];

  beforeAll(async () => {
    own = await gearTestDatabase();
    running = await startTestApp({
      environment: own.environment,
      compose: () => ({
        blueprints: [],
        outbox: {
          mail: async (payload, { attempt }) => {
            await handle(payload, attempt);
            delivered.push(payload);
          },
        },
      }),
    });
    ({ database } = running.parts);
  });

  beforeEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await database.run('delete from outbox');
    delivered = [];
    handle = () => undefined;
  });

  afterAll(async () => {
    for (const relay of [...relays, ...forsaken]) void relay.stop();
    await running.app.stop();
    await own.drop();
  });

  const add = (payload: JsonObject, kind = 'mail') =>
    database.transaction((tx) => running.parts.outbox.add(tx, { kind, payload }));
  const rows = () =>
    database.all<{ kind: string; attempts: number; error: string | null; seconds: number }>(
      `select kind, attempts, last_error as error, extract(epoch from available_at - now())::float8 as seconds from outbox`,
    );
  const empty = async () => (await rows()).length === 0;

  function startRelay(
    handlers: OutboxHandlers,
    options: { leaseSeconds?: number; pollMs?: number } = {},
  ): OutboxRelay {
    const relay = new OutboxRelay({
      database,
      handlers,
      log: running.parts.log,
      leaseSeconds: 60,
      pollMs: 20,
      ...options,
    });
    relays.push(relay);
    relay.start();
    return relay;
  }

  it('delivers what a transaction decided, at once after its commit, and forgets it', async () => {
    const startedAt = performance.now();
    await add({ to: 'ann' });
    await until(() => delivered.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(900);
    await until(empty);
    expect(delivered).toEqual([{ to: 'ann' }]);
    expect(await (await running.health('/metrics')).text()).toMatch(
      /outbox_items_total\{.*outcome="delivered".*\} \d/,
    );
  });

  it('delivers later what is to be delivered later', async () => {
    await database.transaction((tx) =>
      running.parts.outbox.add(tx, { kind: 'mail', payload: { n: 1 }, delaySeconds: 0.3 }),
    );
    await add({ n: 2 });
    await until(() => delivered.length === 1);
    expect(delivered).toEqual([{ n: 2 }]);
    await until(() => delivered.length === 2);
  });

  it('tells how much is due and since when, but for what is meant to wait', async () => {
    const measured = async (name: string) => {
      const page = await (await running.health('/metrics')).text();
      return Number(new RegExp(`^${name}\\{.*\\} (.+)$`, 'm').exec(page)?.[1]);
    };
    expect(await measured('outbox_items')).toBe(0);
    expect(await measured('outbox_oldest_seconds')).toBe(0);

    await add({ n: 1 }, 'nobody delivers this');
    await database.run(
      `insert into outbox (kind, payload, attempts, created_at, available_at)
         values ('nor this', '{}', 3, now() - interval '600 s', now() + interval '60 s')`,
    );
    await database.transaction((tx) =>
      running.parts.outbox.add(tx, { kind: 'mail', payload: {}, delaySeconds: 900 }),
    );

    expect(await measured('outbox_items')).toBe(2);
    expect(await measured('outbox_oldest_seconds')).toBeGreaterThanOrEqual(600);
  });

  it('delivers nothing of a transaction that was rolled back', async () => {
    const work = database.transaction(async (tx) => {
      await running.parts.outbox.add(tx, { kind: 'mail', payload: { to: 'nobody' } });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await sleep(50);
    expect(delivered).toEqual([]);
  });

  it('tries again after a failure, later and later, and keeps why without the address', async () => {
    const seen = Promise.withResolvers<void>();
    handle = (_, attempt) => {
      if (attempt < 2) throw new Error('ann@example.com was refused');
      return seen.promise;
    };
    await add({ to: 'ann' });
    await until(async () => (await rows())[0]?.error !== null);
    const [row] = await rows();
    expect(row).toMatchObject({ error: 'Error: [redacted] was refused' });
    expect(row?.seconds).toBeLessThanOrEqual(1);
    seen.resolve();
    await until(empty);
    expect(delivered).toEqual([{ to: 'ann' }]);
  });

  it('leaves kinds that it does not know to others', async () => {
    await add({ n: 1 }, 'somebody-elses');
    await add({ n: 2 });
    await until(async () => delivered.length === 1 && (await rows()).length === 1);
    expect(await rows()).toMatchObject([{ kind: 'somebody-elses', attempts: 0 }]);
  });

  it('delivers each item once, however many replicas there are', async () => {
    const seen: unknown[] = [];
    const handlers: OutboxHandlers = {
      many: async ({ n }) => {
        await sleep(1);
        seen.push(n);
      },
    };
    for (let replica = 0; replica < 3; replica += 1) startRelay(handlers);
    await database.run(
      `insert into outbox (kind, payload) select 'many', jsonb_build_object('n', n) from generate_series(1, 100) n`,
    );
    await until(empty);
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('passes over an item that another replica takes at this moment, instead of waiting for it', async () => {
    await add({ n: 1 }, 'taken');
    await database.transaction(async (tx) => {
      await tx.run(`select from outbox where kind = 'taken' for update`);
      const seen: unknown[] = [];
      startRelay({ taken: async ({ n }) => void seen.push(n) });
      await add({ n: 2 }, 'taken');
      await until(() => seen.length === 1);
      expect(seen).toEqual([2]);
    });
  });

  it('gives an item to another when whom took it does not come back', async () => {
    // The first takes the item and is never heard of again, as a process that was killed.
    let taken = 0;
    await add({}, 'lost');
    startRelay(
      {
        lost: () => {
          taken += 1;
          return taken === 1 ? new Promise(() => undefined) : Promise.resolve();
        },
      },
      { leaseSeconds: 1, pollMs: 60_000 },
    );
    await until(() => taken === 1);
    forsaken.push(...relays.splice(0));
    await sleep(300);
    const attempts: number[] = [];
    startRelay({ lost: async (_, { attempt }) => void attempts.push(attempt) });
    await sleep(300);
    expect(attempts).toEqual([]);
    await until(empty);
    expect(attempts).toEqual([2]);
  });

  it('does not let the one whose lease ran out touch the item of the other', async () => {
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    await add({}, 'late');
    const first = startRelay(
      { late: (_, { attempt }) => (attempt === 1 ? late : new Promise(() => undefined)) },
      { leaseSeconds: 0.2, pollMs: 60_000 },
    );
    await until(async () => (await rows())[0]?.attempts === 1);
    forsaken.push(...relays.splice(0));
    await sleep(250);
    startRelay({ late: () => new Promise(() => undefined) });
    await until(async () => (await rows())[0]?.attempts === 2);
    forsaken.push(...relays.splice(0));
    release();
    await first.stop();
    expect(await rows()).toMatchObject([{ attempts: 2 }]);
  });

  it('goes on with other items while the handler of one does not end', async () => {
    const seen: unknown[] = [];
    startRelay({
      stuck: () => new Promise(() => undefined),
      quick: async ({ n }) => void seen.push(n),
    });
    forsaken.push(...relays.splice(0));
    await add({}, 'stuck');
    for (let n = 0; n < 40; n += 1) await add({ n }, 'quick');
    await until(() => seen.length === 40);
    await until(async () => (await rows()).length === 1);
  });

  it.each([
    [10, 6],
    [100, 16],
    [1, 1],
  ])(
    'of a pool of %i connections has at most %i items in hand, however many are due',
    async (size, hands) => {
      let inHand = 0;
      let most = 0;
      const relay = new OutboxRelay({
        database: Object.assign(Object.create(database), {
          maxConnections: size,
          all: (...query: Parameters<Database['all']>) => database.all(...query),
          run: (...query: Parameters<Database['run']>) => database.run(...query),
        }),
        handlers: {
          busy: async () => {
            inHand += 1;
            most = Math.max(most, inHand);
            await sleep(5);
            inHand -= 1;
          },
        },
        log: running.parts.log,
        leaseSeconds: 60,
        pollMs: 20,
      });
      relays.push(relay);
      relay.start();
      await database.run(
        `insert into outbox (kind, payload) select 'busy', '{}' from generate_series(1, 100)`,
      );
      await until(empty);
      expect(most).toBe(hands);
    },
  );

  it('asks for no more while most of its hands are full', async () => {
    let asked = 0;
    let taken = 0;
    const free = Promise.withResolvers<void>();
    const relay = new OutboxRelay({
      database: Object.assign(Object.create(database), {
        all: (...query: Parameters<Database['all']>) => {
          asked += 1;
          return database.all(...query);
        },
        run: (...query: Parameters<Database['run']>) => database.run(...query),
      }),
      handlers: {
        full: async () => {
          taken += 1;
          await free.promise;
        },
      },
      log: running.parts.log,
      leaseSeconds: 60,
      pollMs: 20,
    });
    await database.run(`insert into outbox (kind, payload) select 'full', '{}' from generate_series(1, 6)`);
    relays.push(relay);
    relay.start();
    await until(() => taken === 6);
    const before = asked;
    await sleep(200);
    expect(asked).toBe(before);
    free.resolve();
    await until(empty);
  });

  it('leaves connections to requests while every item in hand keeps one and does not end', async () => {
    let release: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    let waiting = 0;
    startRelay({
      keeping: async () => {
        await database.transaction(async (transaction) => {
          await transaction.run('select 1');
          waiting += 1;
          await stuck;
        });
      },
    });
    await database.run(
      `insert into outbox (kind, payload) select 'keeping', '{}' from generate_series(1, 50)`,
    );
    await until(() => waiting === 6);
    await sleep(100);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => database.one<{ answer: number }>('select 42 as answer')),
    );
    release();
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ answer: 42 })));
    await until(empty);
  });

  it('asks for items once per poll, and once more each time it is woken, be it in the middle of asking', async () => {
    let asked = 0;
    const counting = {
      all: (...query: Parameters<Database['all']>) => {
        asked += 1;
        return database.all(...query);
      },
    };
    const relay = new OutboxRelay({
      database: Object.assign(Object.create(database), counting),
      handlers: { 'never sent': () => Promise.resolve() },
      log: running.parts.log,
      leaseSeconds: 60,
      pollMs: 60_000,
    });
    relays.push(relay);
    relay.start();
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

  it('delivers an item again when it could not be marked as done', async () => {
    let attempts = 0;
    let broken = true;
    const flaky = {
      all: (...query: Parameters<Database['all']>) => database.all(...query),
      run: (...query: Parameters<Database['run']>) =>
        broken ? Promise.reject(new Error('gone')) : database.run(...query),
    };
    const relay = new OutboxRelay({
      database: Object.assign(Object.create(database), flaky),
      handlers: {
        twice: async () => {
          attempts += 1;
          broken = attempts === 1;
        },
      },
      log: running.parts.log,
      leaseSeconds: 0.2,
      pollMs: 20,
    });
    relays.push(relay);
    relay.start();
    await add({}, 'twice');
    await until(empty);
    expect(attempts).toBe(2);
  });

  it('ends only when what is in hand is done', async () => {
    let done = false;
    const relay = startRelay({
      slow: async () => {
        await sleep(150);
        done = true;
      },
    });
    await add({}, 'slow');
    await until(async () => (await rows())[0]?.attempts === 1);
    await relay.stop();
    expect(done).toBe(true);
    expect(await empty()).toBe(true);
  });

  it('ends only when what it has just asked for is done too', async () => {
    const seen: string[] = [];
    let asked = false;
    const slow = {
      all: async (...query: Parameters<Database['all']>) => {
        asked = true;
        await sleep(150);
        return database.all(...query);
      },
      run: (...query: Parameters<Database['run']>) => database.run(...query),
    };
    await add({}, 'just asked');
    const relay = new OutboxRelay({
      database: Object.assign(Object.create(database), slow),
      handlers: { 'just asked': async () => void seen.push('delivered') },
      log: running.parts.log,
      leaseSeconds: 60,
    });
    relays.push(relay);
    relay.start();
    await until(() => asked);
    await relay.stop();
    expect(seen).toEqual(['delivered']);
    expect(await empty()).toBe(true);
  });

  it('goes on when the table cannot be read for a while', async () => {
    const seen: string[] = [];
    let broken = true;
    const flaky = {
      all: (...query: Parameters<Database['all']>) =>
        broken ? Promise.reject(new Error('gone')) : database.all(...query),
      run: (...query: Parameters<Database['run']>) => database.run(...query),
    };
    const relay = new OutboxRelay({
      database: Object.assign(Object.create(database), flaky),
      handlers: { later: async () => void seen.push('delivered') },
      log: running.parts.log,
      leaseSeconds: 60,
      pollMs: 20,
    });
    relays.push(relay);
    relay.start();
    await add({}, 'later');
    await sleep(100);
    broken = false;
    await until(() => seen.length === 1);
    expect(running.logs.saying('the outbox cannot be read, trying again')).toHaveLength(1);
  });

  it('waits one second to five minutes, with jitter', () => {
    for (const [attempt, longest] of [
      [1, 1],
      [2, 2],
      [5, 16],
      [9, 256],
      [10, 300],
      [1_000, 300],
    ] as const) {
      const seconds = backoffSeconds(attempt);
      expect(seconds).toBeGreaterThanOrEqual(longest / 2);
      expect(seconds).toBeLessThanOrEqual(longest);
    }
    expect(new Set(Array.from({ length: 20 }, () => backoffSeconds(5))).size).toBeGreaterThan(10);
  });
});
