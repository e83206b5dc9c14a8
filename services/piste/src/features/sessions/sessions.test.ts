import { randomUUID } from 'node:crypto';
import { sessionsResponseSchema } from '@gnar/contract';
import { until } from '@gnar/gear/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorizationOf, logIn, makeSignedIn } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const list = async (as: string) =>
  sessionsResponseSchema.parse((await piste.api.get('/user/sessions', { as })).json).sessions;
const end = (sid: string, as: string) => piste.api.delete(`/user/sessions/${sid}`, { as });
const isAlive = async (as: string) => (await piste.api.get('/user/sessions', { as })).status === 200;

describe('the sessions of an account', () => {
  it('are listed with their device and place, the one that asks marked', async () => {
    const ada = await makeSignedIn(piste);
    const phone = await piste.api.post(
      '/user/login',
      { email: ada.email, password: ada.password },
      { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } },
    );
    const sessions = await list(authorizationOf(phone));
    expect(sessions).toHaveLength(2);
    expect(sessions.find(({ current }) => current)).toMatchObject({
      device: 'Firefox on Linux',
      ip: '127.0.0.1',
    });
    expect((await list(ada.authorization)).filter(({ current }) => current)).toHaveLength(1);
  });

  it('end one by one, at once', async () => {
    const ada = await makeSignedIn(piste);
    const elsewhere = await logIn(piste, ada);
    const other = (await list(ada.authorization)).find(({ current }) => !current);
    expect((await end(other?.sid ?? '', ada.authorization)).status).toBe(204);
    expect(await isAlive(elsewhere)).toBe(false);
    expect(await list(ada.authorization)).toHaveLength(1);
    expectProblem(await end(other?.sid ?? '', ada.authorization), 404, 'not_found');
  });

  it('may end themselves', async () => {
    const ada = await makeSignedIn(piste);
    const [own] = await list(ada.authorization);
    const farewell = await end(own?.sid ?? '', ada.authorization);
    expect([farewell.status, farewell.headers.get('authorization')]).toEqual([204, null]);
    expect(await isAlive(ada.authorization)).toBe(false);
  });

  it('of others, and what is no id, are not there', async () => {
    const [ada, eve] = [await makeSignedIn(piste), await makeSignedIn(piste)];
    const [evesOwn] = await list(eve.authorization);
    for (const sid of [evesOwn?.sid ?? '', randomUUID(), 'all', '*', '%27%20OR%201=1', '%00']) {
      expectProblem(await end(sid, ada.authorization), 404, 'not_found');
    }
    expect(await isAlive(eve.authorization)).toBe(true);
  });
});

describe('the number of sessions of an account', () => {
  it('is bounded, however many log-ins come at the same moment', async () => {
    await using bounded = await startPiste({ GNAR_MAX_SESSIONS_PER_ACCOUNT: '3' });
    const ada = await makeSignedIn(bounded);
    const { database } = bounded.parts;
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    // More at once would have to take turns: the throttle takes each for a guess until it is judged.
    const tokens: Promise<string>[] = [];
    await database.transaction(async (transaction) => {
      // None gets to its commit before all have come as far as they can.
      await transaction.run('LOCK TABLE audit IN SHARE MODE');
      for (let index = 0; index < 5; index += 1) tokens.push(logIn(bounded, ada));
      await until(async () => (await database.all(waiting)).length >= tokens.length);
    });
    const answers = await Promise.all(
      [ada.authorization, ...(await Promise.all(tokens))].map((as) =>
        bounded.api.get('/user/sessions', { as }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const { status, json } of answers) if (status === 200) expect(json['sessions']).toHaveLength(3);
  });
});

describe('a session that has ended', () => {
  it('says so, and gets no fresh token', async () => {
    const ada = await makeSignedIn(piste);
    const farewell = await piste.api.post('/user/logout', undefined, { as: ada.authorization });
    expect(farewell.headers.get('authorization')).toBeNull();
    const replayed = await piste.api.post('/user/get', undefined, { as: ada.authorization });
    expectProblem(replayed, 401, 'session_ended');
    expect(replayed.headers.get('authorization')).toBeNull();
  });
});

describe('the life of a session', () => {
  it('ends after 15 idle minutes; using it prolongs it, up to 12 hours', async () => {
    await using old = await startPiste();
    const ada = await makeSignedIn(old);
    old.clock.advance(16 * 60);
    expectProblem(
      await old.api.post('/user/get', undefined, { as: ada.authorization }),
      401,
      'token_expired',
    );

    let as = await logIn(old, ada);
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      as = authorizationOf(await old.api.post('/user/get', undefined, { as }));
      old.clock.advance(10 * 60);
    }
    as = authorizationOf(await old.api.post('/user/get', undefined, { as }));
    old.clock.advance(10 * 60);
    expectProblem(await old.api.post('/user/get', undefined, { as }), 401, 'token_expired');
  });
});
