import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { del, get, post } from './route.ts';
import { NotFoundError } from '../errors/errors.ts';
import type { SessionClaim } from './guard.ts';
import type { Session } from '../sessions/sessions.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';

const minutes = 60;
const hours = 60 * minutes;

describe('a protected route', () => {
  const clock = new FakeClock();
  let database: Awaited<ReturnType<typeof gearTestDatabase>>;
  let piste: TestApp;
  let skiLift: TestApp;
  let userId: string;

  const rowOf = (sid: string) =>
    piste.parts.database.one<SessionClaim>(
      'select user_id as "userId", expires_at as "expiresAt" from sessions where sid = $1',
      [sid],
    );

  const routes = defineBlueprint({
    prefix: '/user',
    routes: [
      get('/me', { auth: 'required' }, ({ session }) => reply(200, { userId: session.userId })),
      get('/cached', { auth: 'optional', cacheControl: 'public, max-age=60' }, () => reply(200, {})),
      get('/maybe', { auth: 'optional' }, ({ session }) => reply(200, { userId: session?.userId ?? null })),
      get('/missing', { auth: 'required' }, () => {
        throw new NotFoundError();
      }),
      post('/note', { auth: 'required', body: z.strictObject({ text: z.string() }) }, ({ body }) =>
        reply(200, body),
      ),
      post('/plain', { auth: 'required' }, () => reply(200, 'ok')),
      get('/own-check', { auth: 'token' }, async (request) => {
        const { identity } = request;
        request.confirm(await rowOf(identity.sid));
        return reply(200, { userId: identity.userId });
      }),
      get('/no-check', { auth: 'token' }, () => reply(200, 'never')),
      del('/session', { auth: 'required', renewToken: false }, () => reply(204)),
    ],
  });

  beforeAll(async () => {
    database = await gearTestDatabase();
    const environment = { ...database.environment, GNAR_REDIS_KEY_PREFIX: `protected-${Date.now()}:` };
    const options = { environment, blueprints: [routes], clock };
    [piste, skiLift] = await Promise.all([startTestApp(options), startTestApp(options)]);
    const user = await piste.parts.database.one<{ id: string }>(
      'insert into users default values returning id',
    );
    userId = user?.id ?? '';
  });

  afterAll(async () => {
    await Promise.all([piste.app.stop(), skiLift.app.stop()]);
    await database.drop();
  });

  async function logIn(): Promise<{ session: Session; authorization: string }> {
    return piste.parts.database.transaction((tx) =>
      piste.parts.sessions.open(tx, { userId, ip: '127.0.0.1', device: 'Firefox on Linux' }),
    );
  }

  async function ask(app: TestApp, path: string, authorization?: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers);
    if (authorization !== undefined) headers.set('authorization', authorization);
    const response = await app.fetch(path, { ...init, headers });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return {
      status: response.status,
      body,
      authorization: response.headers.get('authorization') ?? undefined,
      response,
    };
  }

  it('answers the owner of a live session and hands out a fresh token, in every service', async () => {
    const { authorization } = await logIn();
    for (const app of [piste, skiLift]) {
      clock.advance(1);
      const answer = await ask(app, '/user/me', authorization);
      expect(answer).toMatchObject({ status: 200, body: { userId } });
      expect(answer.authorization).toMatch(/^Bearer ey/);
      expect(answer.authorization).not.toBe(authorization);
    }
  });

  it.each([
    ['no header', undefined, 'token_missing'],
    ['another scheme', 'Basic YTpi', 'token_missing'],
    ['an empty token', 'Bearer ', 'token_missing'],
    ['nonsense', 'Bearer nonsense', 'token_invalid'],
  ])('refuses %s', async (_, authorization, code) => {
    const answer = await ask(piste, '/user/me', authorization);
    expect(answer).toMatchObject({ status: 401, body: { code }, authorization: undefined });
    expect(answer.response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('refuses a token after 15 idle minutes, and slides when it is used', async () => {
    let { authorization } = await logIn();
    const first = authorization;
    for (let turn = 0; turn < 3; turn += 1) {
      clock.advance(14 * minutes);
      const answer = await ask(piste, '/user/me', authorization);
      expect(answer.status).toBe(200);
      authorization = answer.authorization ?? '';
    }
    expect(await ask(piste, '/user/me', first)).toMatchObject({
      status: 401,
      body: { code: 'token_expired' },
    });
  });

  it('never slides past the absolute end', async () => {
    const { authorization: first, session } = await logIn();
    let authorization = first;
    for (let passed = 0; passed < 12 * hours - 10 * minutes; passed += 10 * minutes) {
      clock.advance(10 * minutes);
      authorization = (await ask(piste, '/user/me', authorization)).authorization ?? '';
    }
    const last = jsonwebtoken.decode(authorization.slice(7), { json: true });
    expect(last?.exp).toBe(Math.floor(session.expiresAt.getTime() / 1000));
    clock.advance(10 * minutes + 1);
    expect(await ask(piste, '/user/me', authorization)).toMatchObject({
      status: 401,
      body: { code: 'token_expired' },
    });
  });

  it('refuses a session that was ended at once, in every service, though both had seen it live', async () => {
    const { authorization, session } = await logIn();
    await ask(piste, '/user/me', authorization);
    await ask(skiLift, '/user/me', authorization);
    await piste.parts.database.transaction((tx) => piste.parts.sessions.end(tx, session));
    for (const app of [piste, skiLift]) {
      expect(await ask(app, '/user/me', authorization)).toMatchObject({
        status: 401,
        body: { code: 'session_ended' },
      });
    }
  });

  it('refuses a token whose session belongs to another account', async () => {
    const { session } = await logIn();
    const other = '11111111-1111-4111-8111-111111111111';
    const token = piste.parts.jwt.sign({
      userId: other,
      sid: session.sid,
      absoluteExpiresAt: session.expiresAt,
    });
    expect(await ask(piste, '/user/me', `Bearer ${token}`)).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    });
  });

  it('leaves the check to a handler that reads the row itself, and holds it to it', async () => {
    const { authorization, session } = await logIn();
    const answer = await ask(piste, '/user/own-check', authorization);
    expect(answer).toMatchObject({
      status: 200,
      body: { userId },
      authorization: expect.stringMatching(/^Bearer/),
    });
    expect(await ask(piste, '/user/own-check', 'Bearer nonsense')).toMatchObject({
      body: { code: 'token_invalid' },
    });
    expect(await ask(piste, '/user/no-check', authorization)).toMatchObject({ status: 500 });
    await piste.parts.database.transaction((tx) => piste.parts.sessions.end(tx, session));
    expect(await ask(piste, '/user/own-check', authorization)).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
      authorization: undefined,
    });
  });

  it('renews the token on a 4xx of the handler, and not where the route ends the session', async () => {
    const { authorization } = await logIn();
    const missing = await ask(piste, '/user/missing', authorization);
    expect(missing).toMatchObject({ status: 404, authorization: expect.stringMatching(/^Bearer/) });
    const ended = await ask(piste, '/user/session', authorization, { method: 'DELETE' });
    expect(ended).toMatchObject({ status: 204, authorization: undefined });
  });

  it('asks for the session before it reads the body', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{nonsense' };
    expect(await ask(piste, '/user/note', undefined, init)).toMatchObject({ status: 401 });
    const { authorization } = await logIn();
    expect(await ask(piste, '/user/note', authorization, init)).toMatchObject({
      status: 400,
      body: { code: 'malformed_json' },
    });
  });

  it('ignores a body that no schema asks for', async () => {
    const { authorization } = await logIn();
    const body = 'x'.repeat(100_000);
    expect(await ask(piste, '/user/plain', authorization, { method: 'POST', body })).toMatchObject({
      status: 200,
      body: 'ok',
    });
  });

  it('keeps an answer with a fresh token out of caches, though its route may be cached for others', async () => {
    const { authorization } = await logIn();
    const get = (headers: Record<string, string>) => piste.fetch('/user/cached', { headers });
    expect((await get({ authorization })).headers.get('cache-control')).toBe('no-store');
    expect((await get({})).headers.get('cache-control')).toBe('public, max-age=60');
  });

  it('lets an optional route know the session where there is one', async () => {
    const { authorization } = await logIn();
    expect((await ask(piste, '/user/maybe', authorization)).body).toEqual({ userId });
    expect((await ask(piste, '/user/maybe')).body).toEqual({ userId: null });
  });

  it('refuses a bad token on an optional route, whose sender believes to be logged in', async () => {
    expect(await ask(piste, '/user/maybe', 'Bearer nonsense')).toMatchObject({
      status: 401,
      body: { code: 'token_invalid' },
    });
  });
});
