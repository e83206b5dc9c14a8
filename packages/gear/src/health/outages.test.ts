import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lodge, startLodge } from '@gnar/lodge';
import { Registry } from 'prom-client';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get, post } from '../http/route.ts';
import { HttpServer } from '../http/http-server.ts';
import type { Session } from '../sessions/sessions.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { migrateTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import { healthListener } from './health-server.ts';

// A lodge of its own: what is stopped here, others need.
describe('when Postgres or Redis are away', () => {
  let lodge: Lodge;
  let running: TestApp;
  let session: Session;
  let authorization: string;
  const emails: unknown[] = [];

  beforeAll(async () => {
    lodge = await startLodge({ services: ['postgres', 'redis'] });
    const environment = lodge.environment();
    await migrateTestDatabase(environment);
    running = await startTestApp({
      environment,
      compose: ({ database, redis, jobs }) => ({
        blueprints: [
          defineBlueprint({
            prefix: '',
            routes: [
              get('/me', { auth: 'required' }, (request) => reply(200, request.session.userId)),
              get('/public', { auth: 'public' }, () => reply(200)),
              get('/kept', { auth: 'public' }, async () => reply(200, await redis.get('x'))),
              post('/mail', { auth: 'public' }, async () => {
                await database.transaction((tx) => jobs.add(tx, { kind: 'mail', payload: {} }));
                return reply(202);
              }),
            ],
          }),
        ],
        jobs: { mail: async (payload) => void emails.push(payload) },
      }),
    });
    const user = await running.parts.database.one<{ id: string }>(
      'insert into users default values returning id',
    );
    ({ session, authorization } = await open(user?.id ?? ''));
  }, 60_000);

  afterAll(async () => {
    await running.app.stop();
    await lodge.stop();
  }, 60_000);

  const open = (userId: string) =>
    running.parts.database.transaction((tx) =>
      running.parts.sessions.open(tx, { userId, ip: '::1', device: null }),
    );
  const statusOf = async (path: string, init: RequestInit = {}) =>
    (await running.fetch(path, { headers: { authorization }, ...init })).status;
  const readiness = async () => (await running.health('/readyz')).json();
  const ready = async () => (await running.health('/readyz')).status === 200;

  it('is ready while both answer', async () => {
    expect(await readiness()).toEqual({ status: 'ready', checks: { database: 'ok', redis: 'ok' } });
    expect(await statusOf('/me')).toBe(200);
  });

  it('asks Postgres for sessions while Redis is away, under load, and never lets a dead one in', async () => {
    const statuses = new Map<number, number>();
    const load = async (until_: number) => {
      while (Date.now() < until_) {
        const status = await statusOf('/me');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const loads = [1, 2, 3].map(() => load(Date.now() + 1_500));
    await lodge.stopService('redis');
    await Promise.all(loads);
    expect([...statuses.keys()]).toEqual([200]);

    expect(await readiness()).toEqual({ status: 'not ready', checks: { database: 'ok', redis: 'down' } });
    expect((await running.health('/healthz')).status).toBe(200);
    expect(await statusOf('/kept')).toBe(503);
    expect(await statusOf('/me')).toBe(200);

    await running.parts.rateLimits.consume('x', 'y', { points: 1, durationSeconds: 60 });
    await expect(
      running.parts.rateLimits.consume('x', 'y', { points: 1, durationSeconds: 60 }),
    ).rejects.toMatchObject({
      status: 429,
    });
    for (let failure = 0; failure < 6; failure += 1)
      await running.parts.rateLimits.recordFailure('login', 'ann');
    await expect(running.parts.rateLimits.assertAllowed('login', 'ann')).rejects.toMatchObject({
      status: 429,
    });
  }, 20_000);

  it('ends no session while Redis is away, and does as soon as it is back', async () => {
    const other = await open(session.userId);
    const end = () =>
      running.parts.database.transaction((tx) => running.parts.sessions.end(tx, other.session));
    await expect(end()).rejects.toMatchObject({ status: 503, code: 'unavailable' });
    expect(await statusOf('/me', { headers: { authorization: other.authorization } })).toBe(200);
    await lodge.startService('redis');
    await until(ready, 10_000);
    expect(await end()).toBe(true);
    expect(await statusOf('/me', { headers: { authorization: other.authorization } })).toBe(401);
    expect(running.logs.saying('Redis does not answer, reconnecting')).toHaveLength(1);
    expect(running.logs.saying('Redis answers again')).toHaveLength(1);
  }, 20_000);

  it('does not wait for a Redis that hangs', async () => {
    const pid = lodge.pid('redis');
    if (pid === undefined) throw new Error('Redis has no process');
    process.kill(pid, 'SIGSTOP');
    try {
      const startedAt = performance.now();
      expect(await statusOf('/me')).toBe(200);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await until(ready, 10_000);
  }, 20_000);

  it('answers 503 with Retry-After while Postgres is away too, and what needs neither goes on', async () => {
    await Promise.all([lodge.stopService('postgres'), lodge.stopService('redis')]);
    const response = await running.fetch('/me', { headers: { authorization } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
    expect(await statusOf('/mail', { method: 'POST' })).toBe(503);
    expect(await statusOf('/public')).toBe(200);
    expect((await running.health('/healthz')).status).toBe(200);
    expect(await readiness()).toMatchObject({ checks: { database: 'down', redis: 'down' } });
  }, 20_000);

  it('are measured all the same: what cannot be counted is no number', async () => {
    const page = await (await running.health('/metrics')).text();
    expect(page).toMatch(/^outbox_items\{.*\} nan$/im);
    expect(page).toMatch(/^outbox_oldest_seconds\{.*\} nan$/im);
    expect(page).toMatch(/^database_pool_connections\{.*state="waiting".*\} 0$/m);
  });

  it('recovers by itself, sessions and outbox included', async () => {
    await Promise.all([lodge.startService('postgres'), lodge.startService('redis')]);
    await until(ready, 20_000);
    expect(await statusOf('/me')).toBe(200);
    expect(await statusOf('/mail', { method: 'POST' })).toBe(202);
    await until(() => emails.length === 1, 10_000);
  }, 40_000);
});

describe('the health port', () => {
  it('knows nothing else, and is not the port of the product', async () => {
    const running = await startTestApp({ noJwt: true });
    expect((await running.health('/')).status).toBe(404);
    expect((await running.fetch('/healthz')).status).toBe(404);
    expect((await running.fetch('/metrics')).status).toBe(404);
    const metrics = await (await running.health('/metrics')).text();
    expect(metrics).toContain('process_cpu_user_seconds_total');
    expect(metrics).toMatch(/http_request_duration_seconds_count\{.*route="unmatched",status="404"\} 2/);
    await running.app.stop();
  });
});

describe('a dependency that never answers a health check', () => {
  it('makes /readyz say that it is down, instead of waiting for it', async () => {
    const server = new HttpServer({
      listener: healthListener({
        checks: { hanging: () => new Promise(() => undefined), quick: () => Promise.resolve() },
        ready: () => true,
        metrics: new Registry(),
        securityHeaders: [],
      }),
      securityHeaders: [],
    });
    const port = await server.listen(0, '127.0.0.1');
    try {
      const signal = AbortSignal.timeout(4_000);
      const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal });
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({
        status: 'not ready',
        checks: { hanging: 'down', quick: 'ok' },
      });
    } finally {
      await server.stop(0);
    }
  });
});
