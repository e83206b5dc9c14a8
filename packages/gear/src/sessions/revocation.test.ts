import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FaultProxy, type Fault } from '@gnar/lodge/testing';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get, post } from '../http/route.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import type { Session } from './sessions.ts';

// Redis is given up after a second, several times in a test, on machines that do more than this.
jest.setTimeout(30_000);

const tokenMinutes = 15;
const clock = new FakeClock();
let own: Awaited<ReturnType<typeof gearTestDatabase>>;

/** A service with a way of its own to Redis. */
interface Replica extends TestApp {
  readonly way: FaultProxy;
}
let one: Replica;
let two: Replica;
let session: Session;
let authorization: string;

beforeAll(async () => {
  own = await gearTestDatabase();
  const prefix = `revocation-${Date.now()}:`;
  [one, two] = await Promise.all([startReplica(prefix), startReplica(prefix)]);
});

afterAll(async () => {
  for (const { app, way } of [one, two]) {
    await app.stop();
    await way.stop();
  }
  await own.drop();
});

beforeEach(async () => {
  const user = await one.parts.database.one<{ id: string }>('insert into users default values returning id');
  ({ session, authorization } = await one.parts.database.transaction((tx) =>
    one.parts.sessions.open(tx, { userId: user?.id ?? '', ip: '192.0.2.1', device: null }),
  ));
});

afterEach(() => Promise.all([heal(one), heal(two)]));

async function startReplica(prefix: string): Promise<Replica> {
  const way = await FaultProxy.start(own.environment['GNAR_REDIS_ENDPOINT'] ?? '');
  const environment = {
    ...own.environment,
    GNAR_REDIS_ENDPOINT: way.endpoint,
    GNAR_REDIS_KEY_PREFIX: prefix,
    GNAR_REDIS_TIMEOUT_MS: '1000',
    GNAR_JWT_ACCESS_TOKEN_EXPIRES_MINUTES: `${tokenMinutes}`,
  };
  const running = await startTestApp({
    environment,
    clock,
    compose: ({ database, sessions }) => ({
      blueprints: [
        defineBlueprint({
          prefix: '',
          routes: [
            get('/me', { auth: 'required' }, () => reply(200)),
            post('/end', { auth: 'required', renewToken: false }, async (request) => {
              await database.transaction((tx) => sessions.end(tx, request.session));
              return reply(204);
            }),
            post('/end-all', { auth: 'required', renewToken: false }, async (request) => {
              await database.transaction((tx) => sessions.endAll(tx, request.session));
              return reply(204);
            }),
          ],
        }),
      ],
    }),
  });
  return { ...running, way };
}

async function heal({ parts, way }: Replica): Promise<void> {
  await way.heal();
  await until(async () => (await parts.redis.ping().catch(() => '')) === 'PONG', 10_000);
}

async function reconnect(replica: Replica): Promise<void> {
  await replica.way.break({ kind: 'refuse' });
  await until(() => replica.parts.redis.status !== 'ready');
  await heal(replica);
}

const me = async (at: Replica) => (await at.fetch('/me', { headers: { authorization } })).status;
const ask = (at: Replica, path = '/end') => at.fetch(path, { method: 'POST', headers: { authorization } });
const kept = () => one.parts.redis.get(`session:${session.sid}`);

/** Every service has seen it alive, and Redis holds its copy. */
async function warm(): Promise<void> {
  expect([await me(one), await me(two)]).toEqual([200, 200]);
  expect(await kept()).toContain(session.userId);
}

const faults: readonly Fault[] = [
  { kind: 'refuse' },
  { kind: 'stall' },
  { kind: 'stall', direction: 'to-server' },
  { kind: 'stall', direction: 'to-client' },
];

describe('a session that is ended where Redis cannot be told', () => {
  it.each(faults.flatMap((fault) => ['/end', '/end-all'].map((path) => ({ ...fault, path }))))(
    'lives on everywhere after a 503, and ends when it is tried again: $kind $direction $path',
    async ({ path, ...fault }) => {
      await warm();
      await one.way.break(fault);
      const refused = await ask(one, path);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await refused.json()).toMatchObject({ code: 'unavailable' });
      expect([await me(one), await me(two)]).toEqual([200, 200]);

      await heal(one);
      expect([await me(one), await me(two)]).toEqual([200, 200]);
      expect((await ask(one, path)).status).toBe(204);
      expect([await me(one), await me(two)]).toEqual([401, 401]);
    },
  );
});

describe('a session that was ended', () => {
  it.each(faults)(
    'is dead at once for a service that is cut off from Redis, and when it is back: $kind $direction',
    async (fault) => {
      await warm();
      await two.way.break(fault);
      expect((await ask(one)).status).toBe(204);
      expect([await me(one), await me(two)]).toEqual([401, 401]);
      await heal(two);
      expect([await me(one), await me(two)]).toEqual([401, 401]);
    },
  );

  it('is dead from the commit on, whatever happens to Redis between its mark and the commit', async () => {
    await warm();
    await one.parts.database.transaction(async (tx) => {
      await one.parts.sessions.end(tx, session);
      expect(await me(two)).toBe(200);
      await one.way.break({ kind: 'refuse' });
    });
    expect([await me(one), await me(two)]).toEqual([401, 401]);
  });

  it('cannot be revived by a copy that was written before its end and arrives long after it', async () => {
    await readWhile(two, async () => {
      await two.way.break({ kind: 'stall', direction: 'to-server' });
    });
    expect((await ask(one)).status).toBe(204);
    expect([await me(one), await me(two)]).toEqual([401, 401]);
    await sleep(2_500);
    await heal(two);
    expect([await me(one), await me(two)]).toEqual([401, 401]);
    expect(await kept()).toBe('ask');
  });

  it('keeps its mark for longer than any of its tokens lives', async () => {
    await warm();
    await ask(one);
    expect(await one.parts.redis.ttl(`session:${session.sid}`)).toBeGreaterThan(tokenMinutes * 60 + 60);
  });

  it('cannot be revived by a Redis that went back to an older state, marks lost and copies there again', async () => {
    await warm();
    const copy = (await kept()) ?? '';
    expect((await ask(one)).status).toBe(204);
    clock.advance(1);
    await two.parts.redis.set(`session:${session.sid}`, copy);
    // As it is believed on a connection that was there before, this is what reconnecting is for.
    expect(await me(two)).toBe(200);
    await Promise.all([reconnect(one), reconnect(two)]);
    expect(await kept()).toBe(copy);
    expect([await me(one), await me(two)]).toEqual([401, 401]);
  });
});

describe('the copy of a session', () => {
  it('is believed for a minute from the reading of its row, however long Redis holds it', async () => {
    await warm();
    await one.parts.redis.persist(`session:${session.sid}`);
    await one.parts.database.run('delete from sessions where sid = $1', [session.sid]);
    clock.advance(59);
    expect([await me(one), await me(two)]).toEqual([200, 200]);
    clock.advance(1);
    expect([await me(one), await me(two)]).toEqual([401, 401]);
  });

  it('is not believed when it claims to be read in the future', async () => {
    const readAt = clock.now().getTime() + 61_000;
    const copy = `live:${readAt}:${session.expiresAt.getTime()}:${session.userId}`;
    await one.parts.redis.set(`session:${session.sid}`, copy);
    await one.parts.database.run('delete from sessions where sid = $1', [session.sid]);
    expect(await me(two)).toBe(401);
  });

  it('leaves Redis after a minute', async () => {
    await warm();
    const seconds = await one.parts.redis.ttl(`session:${session.sid}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('is not written when Redis was connected anew since it was asked: it may have lost a mark', async () => {
    await readWhile(two, () => reconnect(two));
    expect(await kept()).toBeNull();
    expect(await me(two)).toBe(200);
    expect(await kept()).toContain(session.userId);
  });
});

/** A check that finds nothing in Redis and has to wait for its row; meanwhile something happens. */
async function readWhile(replica: Replica, happens: () => Promise<void>): Promise<void> {
  let checked: Promise<number> | undefined;
  await one.parts.database.transaction(async (tx) => {
    await tx.run('lock table sessions in access exclusive mode');
    checked = me(replica);
    await until(async () => {
      const waiting = await one.parts.database.one<{ count: number }>(
        `select count(*)::int from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%from sessions%'`,
      );
      return waiting?.count === 1;
    });
    await happens();
  });
  expect(await checked).toBe(200);
}
