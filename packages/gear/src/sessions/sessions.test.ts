import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../testing/fake-clock.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import type { Session } from './sessions.ts';

describe('sessions', () => {
  const clock = new FakeClock();
  let own: Awaited<ReturnType<typeof gearTestDatabase>>;
  let one: TestApp;
  let two: TestApp;

  beforeAll(async () => {
    own = await gearTestDatabase();
    const environment = {
      ...own.environment,
      GNAR_REDIS_KEY_PREFIX: `sessions-${Date.now()}:`,
      GNAR_MAX_SESSIONS_PER_ACCOUNT: '4',
    };
    [one, two] = await Promise.all([
      startTestApp({ environment, clock }),
      startTestApp({ environment, clock }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([one.app.stop(), two.app.stop()]);
    await own.drop();
  });

  async function newUser(): Promise<string> {
    const row = await one.parts.database.one<{ id: string }>('insert into users default values returning id');
    return row?.id ?? '';
  }

  async function open(userId: string, device: string | null = null): Promise<Session> {
    const details = { userId, ip: '192.0.2.1', device };
    const opened = await one.parts.database.transaction((tx) => one.parts.sessions.open(tx, details));
    return opened.session;
  }

  const end = (session: Session, app = one) =>
    app.parts.database.transaction((tx) => app.parts.sessions.end(tx, session));

  it('live for twelve hours at most', async () => {
    const session = await open(await newUser());
    expect(session.expiresAt.getTime() - clock.now().getTime()).toBe(12 * 3_600_000);
    expect(await one.parts.sessions.check(session.sid)).toEqual(session);
    clock.advance(12 * 3600);
    expect(await one.parts.sessions.check(session.sid)).toBeUndefined();
  });

  it('are not there when the transaction that opened them is rolled back', async () => {
    const userId = await newUser();
    const opening = one.parts.database.transaction(async (tx) => {
      await one.parts.sessions.open(tx, { userId, ip: '192.0.2.1', device: null });
      throw new Error('no');
    });
    await expect(opening).rejects.toThrow('no');
    expect(await one.parts.sessions.list(userId)).toEqual([]);
  });

  it('are listed with device and address, the latest used first, without those that are over', async () => {
    const userId = await newUser();
    await open(userId, 'Old phone');
    clock.advance(11 * 3600);
    await open(userId, 'Firefox on Linux');
    clock.advance(1);
    await open(userId, 'Safari on iOS');
    const listed = await one.parts.sessions.list(userId);
    expect(listed.map(({ device }) => device)).toEqual(['Safari on iOS', 'Firefox on Linux', 'Old phone']);
    expect(listed[0]).toMatchObject({ ip: '192.0.2.1', createdAt: clock.now(), lastSeenAt: clock.now() });
    clock.advance(3600);
    expect(await one.parts.sessions.list(userId)).toHaveLength(2);
  });

  it('end for every service at once, but only by their owner', async () => {
    const session = await open(await newUser());
    await Promise.all([one, two].map(({ parts }) => parts.sessions.check(session.sid)));
    expect(await end({ ...session, userId: await newUser() })).toBe(false);
    expect(await two.parts.sessions.check(session.sid)).toEqual(session);
    expect(await end(session)).toBe(true);
    expect(await end(session)).toBe(false);
    expect(await two.parts.sessions.check(session.sid)).toBeUndefined();
  });

  it('end all together but for the one in use', async () => {
    const userId = await newUser();
    const [kept, ...others] = await Promise.all([open(userId), open(userId), open(userId)]);
    await Promise.all(others.map(({ sid }) => two.parts.sessions.check(sid)));
    const ended = await one.parts.database.transaction((tx) =>
      one.parts.sessions.endAll(tx, { userId, exceptSid: kept.sid }),
    );
    expect(ended).toBe(2);
    expect(await two.parts.sessions.check(kept.sid)).toEqual(kept);
    for (const { sid } of others) expect(await two.parts.sessions.check(sid)).toBeUndefined();
    expect(await one.parts.database.transaction((tx) => one.parts.sessions.endAll(tx, { userId }))).toBe(1);
  });

  it('are bounded for each account: one more ends the one that was used longest ago, for every service', async () => {
    const userId = await newUser();
    const theirs = await open(await newUser());
    const opened: Session[] = [];
    for (let count = 0; count < 4; count += 1) {
      clock.advance(5);
      const session = await open(userId);
      opened.push(session);
      // Its copy is in the cache.
      expect(await two.parts.sessions.check(session.sid)).toEqual(session);
    }
    clock.advance(5);
    const [first, second] = opened;
    expect(await one.parts.sessions.check(first?.sid ?? '')).toEqual(first);
    await one.parts.sessions.flush();

    const last = await open(userId);

    expect(await one.parts.sessions.check(second?.sid ?? '')).toBeUndefined();
    const kept = (await one.parts.sessions.list(userId)).map(({ sid }) => sid);
    expect(kept.toSorted()).toEqual([first, ...opened.slice(2), last].map((it) => it?.sid ?? '').toSorted());
    expect(await two.parts.sessions.check(theirs.sid)).toEqual(theirs);
  });

  it('that are over give way before those that live', async () => {
    const userId = await newUser();
    const over = await open(userId);
    const living = [await open(userId), await open(userId), await open(userId)];
    clock.advance(1);
    await one.parts.database.run('update sessions set expires_at = $2, last_seen_at = $2 where sid = $1', [
      over.sid,
      clock.now(),
    ]);
    await open(userId);
    for (const { sid } of living) expect(await one.parts.sessions.check(sid)).toBeDefined();
  });

  it('count as stepped up for less than a quarter of an hour after the proof', async () => {
    const session = await open(await newUser());
    const isSteppedUp = () => one.parts.sessions.isSteppedUp(one.parts.database, session);
    clock.advance(15 * 60 - 1);
    expect(await isSteppedUp()).toBe(true);
    clock.advance(1);
    expect(await isSteppedUp()).toBe(false);
    await one.parts.database.transaction((tx) => one.parts.sessions.stepUp(tx, session));
    expect(await isSteppedUp()).toBe(true);
  });

  it('live on when the transaction that was to end them is rolled back', async () => {
    const session = await open(await newUser());
    await two.parts.sessions.check(session.sid);
    const ending = one.parts.database.transaction(async (tx) => {
      await one.parts.sessions.end(tx, session);
      throw new Error('no');
    });
    await expect(ending).rejects.toThrow('no');
    expect(await two.parts.sessions.check(session.sid)).toEqual(session);
  });

  it('stay dead however many readers race with their end', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const session = await open(await newUser());
      const readers = [one, two, one, two].map(async ({ parts }) => {
        for (let read = 0; read < 50; read += 1) await parts.sessions.check(session.sid);
      });
      await end(session, turn % 2 === 0 ? one : two);
      expect(await Promise.all([one, two].map(({ parts }) => parts.sessions.check(session.sid)))).toEqual([
        undefined,
        undefined,
      ]);
      await Promise.all(readers);
      expect(await one.parts.sessions.check(session.sid)).toBeUndefined();
    }
  });

  it.each([
    ['nonsense', () => 'nonsense'],
    ['of a kind that is not known', ({ expiresAt }: Session) => copyOf('gone', expiresAt.getTime())],
    ['without an end', () => copyOf('live', 'never')],
  ])('do not trust what is no session in Redis: %s', async (_, textOf) => {
    const session = await open(await newUser());
    await one.parts.redis.set(`session:${session.sid}`, textOf(session));
    expect(await one.parts.sessions.check(session.sid)).toEqual(session);
  });

  const copyOf = (kind: string, expiresAt: number | string) =>
    `${kind}:${clock.now().getTime()}:${expiresAt}:11111111-1111-4111-8111-111111111111`;

  it('note when they were last used, at most once a minute', async () => {
    const userId = await newUser();
    const session = await open(userId);
    const lastSeen = async () => {
      await one.parts.sessions.flush();
      return (await one.parts.sessions.list(userId))[0]?.lastSeenAt;
    };
    clock.advance(100);
    const used = clock.now();
    await one.parts.sessions.check(session.sid);
    expect(await lastSeen()).toEqual(used);
    clock.advance(30);
    await one.parts.sessions.check(session.sid);
    expect(await lastSeen()).toEqual(used);
    clock.advance(31);
    await one.parts.sessions.check(session.sid);
    expect(await lastSeen()).toEqual(clock.now());
  });

  it('note the last use of the others while one of them is being ended, instead of waiting for it', async () => {
    const userId = await newUser();
    const [ending, used] = [await open(userId), await open(userId)];
    clock.advance(100);
    for (const { sid } of [ending, used]) await one.parts.sessions.check(sid);
    await one.parts.database.transaction(async (tx) => {
      await two.parts.sessions.end(tx, ending);
      await one.parts.sessions.flush();
      const listed = await one.parts.sessions.list(userId);
      expect(listed.find(({ sid }) => sid === used.sid)?.lastSeenAt).toEqual(clock.now());
    });
  });

  it('write the last use without being asked', async () => {
    const userId = await newUser();
    const session = await open(userId);
    clock.advance(100);
    await two.parts.sessions.check(session.sid);
    await until(
      async () => (await one.parts.sessions.list(userId))[0]?.lastSeenAt.getTime() === clock.now().getTime(),
      7_000,
    );
  }, 10_000);
});

describe('without Redis', () => {
  it('every check asks Postgres', async () => {
    const own = await gearTestDatabase();
    const environment = { ...own.environment, GNAR_REDIS_ENDPOINT: undefined };
    const { app, parts } = await startTestApp({ environment });
    const { database, sessions } = parts;
    expect(parts.redis).toBeUndefined();
    const user = await database.one<{ id: string }>('insert into users default values returning id');
    const { session } = await database.transaction((tx) =>
      sessions.open(tx, { userId: user?.id ?? '', ip: '::1', device: null }),
    );
    expect(await sessions.check(session.sid)).toEqual(session);
    await database.transaction((tx) => sessions.end(tx, session));
    expect(await sessions.check(session.sid)).toBeUndefined();
    await app.stop();
    await own.drop();
  });
});
