import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { testLodge } from '@gnar/lodge/testing';
import { createCounter } from '../metrics/index.ts';
import { defineBlueprint, get, mount, reply } from '../http/index.ts';
import { env, gearSchema, readConfig } from '../config/index.ts';
import { type Composition, GnarApp } from '../index.ts';
import type { EveryPart } from './app-parts.ts';
import { LogLines, appOptions, startTestApp, testEnvironment, testSecret } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';

const stepNames = [
  'preconfigStep',
  'expressStep',
  'argon2Step',
  'databaseStep',
  'redisStep',
  'attachStep',
  'blueprintsStep',
  'errorHandlerStep',
  'jwtStep',
  'afterRequestStep',
  'sqsPollsStep',
  'postconfigStep',
  'listenStep',
];

const problemSchema = z.looseObject({ code: z.string(), stack: z.string().optional() });
const problem = async (response: Response) => problemSchema.parse(await response.json());

describe('a service', () => {
  it('starts its parts in the promised order', async () => {
    const app = new GnarApp('ordered', appOptions());
    const ran: string[] = [];
    for (const name of stepNames) {
      const step: unknown = Reflect.get(app, name);
      if (typeof step !== 'function') throw new Error(`${name} is no step`);
      Object.defineProperty(app, name, {
        value: (): unknown => {
          ran.push(name);
          return Reflect.apply(step, app, []);
        },
      });
    }
    await app.start();
    await app.stop();
    expect(ran).toEqual(stepNames);
  });

  it('can be extended step by step', async () => {
    class Stamped extends GnarApp {
      protected override async expressStep(): Promise<void> {
        await super.expressStep();
        const stamp = mount('/stamped', { auth: 'public' }, (request, response) => {
          if (request.path === '/fails') throw new Error('middleware');
          response.setHeader('X-Stamp', 'mine').end();
        });
        await this.use(stamp);
      }
    }
    const logs = new LogLines();
    const ok = get('/ok', { auth: 'public' }, () => reply(200));
    const app = new Stamped('stamped', {
      ...appOptions(logs),
      blueprints: [defineBlueprint({ prefix: '', routes: [ok] })],
    });
    const { url } = await app.start();
    expect((await fetch(`${url}/ok`)).status).toBe(200);
    const response = await fetch(`${url}/stamped`);
    expect([response.status, response.headers.get('x-stamp')]).toEqual([200, 'mine']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const failed = await fetch(`${url}/stamped/fails`);
    expect([failed.status, (await problem(failed)).code]).toEqual([500, 'internal_error']);
    await app.stop();
  });

  it('composes once, and runs its hooks before it listens and before its pools close', async () => {
    const own = await gearTestDatabase();
    const ran: string[] = [];
    const { app, parts } = await startTestApp({
      noJwt: true,
      environment: own.environment,
      compose: ({ database }) => {
        ran.push('compose');
        return {
          blueprints: [],
          onStart: () => void ran.push('start'),
          onStop: async () => {
            ran.push(`stop ${JSON.stringify(await database.one('select 1 as one'))}`);
            throw new Error('a hook that fails');
          },
        };
      },
    });
    await expect(app.stop()).rejects.toThrow('a hook that fails');
    expect(ran).toEqual(['compose', 'start', 'stop {"one":1}']);
    await expect(parts.database.one('select 1')).rejects.toThrow();
    await own.drop();
  });

  it('has no parts that are off', async () => {
    const { app, parts } = await startTestApp({ noJwt: true });
    for (const part of ['database', 'jobs', 'jwt', 'peerTokens', 'sessions', 'redis', 'mailer', 'queues'])
      expect(parts).not.toHaveProperty(part);
    await app.stop();
  });

  it('does not start with work for a part that is off, and says how to switch it on', async () => {
    const start = (composition: Composition) => startTestApp({ noJwt: true, compose: () => composition });
    await expect(start({ blueprints: [], jobs: {} })).rejects.toThrow(/no jobs.*noDb/);
    const queues = [{ queue: 'any', handler: () => Promise.resolve() }];
    await expect(start({ blueprints: [], queues })).rejects.toThrow(/no queues.*SQS_REGION_NAME/);
  });

  it('whose step is replaced without what later steps need says which', async () => {
    class Silent extends GnarApp {
      protected override expressStep(): void {
        return undefined;
      }
    }
    await expect(new Silent('silent', appOptions()).start()).rejects.toThrow('must call super.expressStep()');
  });

  it('does not start with a protected route and no session guard', async () => {
    const me = get('/me', { auth: 'required' }, () => reply(200));
    const app = new GnarApp('open', {
      ...appOptions(),
      blueprints: [defineBlueprint({ prefix: '/user', routes: [me] })],
    });
    await expect(app.start()).rejects.toThrow(/GET \/user\/me needs them/);
  });

  it('reads what it needs itself, and takes a config that a service has read', async () => {
    const environment = testEnvironment({ ...testLodge().environment(), GNAR_GREETING: 'hello' });
    const config = readConfig({ ...gearSchema({ redis: true }), GREETING: env.text() }, environment);
    const { host, port, logDestination } = appOptions();
    const app = new GnarApp('configured', {
      ...{ host, port, logDestination, config, environment },
      compose: async ({ config: { greeting }, redis }) => {
        await redis.set('greeting', greeting);
        return { blueprints: [] };
      },
    });
    const { parts } = await app.start();
    expect(await parts.redis.get('greeting')).toBe('hello');
    // @ts-expect-error: a config without the database has no database.
    expect(parts.database).toBeUndefined();
    await app.stop();
  });

  it('reports a bad environment before anything is opened', async () => {
    const app = new GnarApp('unconfigured', { ...appOptions(), noDb: false, environment: {} });
    await expect(app.start()).rejects.toThrow(/GNAR_PG_ENDPOINT is missing/);
    await app.stop();
  });

  it('closes what it opened when a later step fails', async () => {
    const own = await gearTestDatabase();
    const composed: EveryPart[] = [];
    const start = startTestApp({
      environment: own.environment,
      compose: (parts) => {
        composed.push(parts);
        throw new Error('no blueprints');
      },
      production: true,
    });
    await expect(start).rejects.toThrow('no blueprints');
    expect(composed).toHaveLength(1);
    await expect(composed[0]?.database.one('select 1')).rejects.toThrow();
    await own.drop();
  });

  it('may have a prefix of its own for its environment', async () => {
    const environment = { ACME_JWT_SECRET_KEY: testSecret, ACME_PORT: '0', GNAR_PORT: 'not read' };
    const app = new GnarApp('acme', {
      ...appOptions(),
      port: undefined,
      noJwt: false,
      envPrefix: 'ACME',
      environment,
    });
    const { port, parts } = await app.start();
    expect(port).toBeGreaterThan(0);
    expect(parts.jwt).toBeDefined();
    await app.stop();
  });

  it('is named in its log, at the level of its own variable', async () => {
    const logs = new LogLines();
    const environment = testEnvironment({ GNAR_LOG_LEVEL: 'info', GNAR_QUIET_ONE_LOG_LEVEL: 'error' });
    const app = new GnarApp('quiet-one', { ...appOptions(logs), environment });
    const { parts } = await app.start();
    parts.log.warn('not this');
    parts.log.error({ err: new Error('boom', { cause: 'ann@example.com' }) }, 'but this');
    await app.stop();
    expect(logs.lines).toEqual([
      expect.objectContaining({
        app: 'quiet-one',
        msg: 'but this',
        err: expect.objectContaining({ type: 'Error', message: 'boom', cause: '[redacted]' }),
      }),
    ]);
  });

  it('counts what a service wants to count', async () => {
    const running = await startTestApp({ noJwt: true });
    createCounter(running.parts.metrics, { name: 'breach_lookup_failures_total', help: 'Failures.' }).inc(3);
    expect(await (await running.health('/metrics')).text()).toContain(
      'breach_lookup_failures_total{app="gear-test"} 3',
    );
    await running.app.stop();
  });

  // 0.0.0.0 is this machine too, but by no name that says so.
  it.each([
    ['another host in production', true, '0.0.0.0', [], ['Postgres', 'Redis']],
    ['another host where Postgres alone has TLS', true, '0.0.0.0', ['Postgres'], ['Redis']],
    ['another host where Redis alone has TLS', true, '0.0.0.0', ['Redis'], ['Postgres']],
    ['another host with TLS', true, '0.0.0.0', ['Postgres', 'Redis'], []],
    ['loopback', true, '127.0.0.1', [], []],
    ['another host in development', false, '0.0.0.0', [], []],
  ])('warns once each of Postgres and Redis without TLS: %s', async (_, production, host, tls, named) => {
    const logs = new LogLines();
    const environment = testEnvironment({
      GNAR_PG_ENDPOINT: `${host}:1`,
      GNAR_PG_DATABASE: 'gnar',
      GNAR_PG_USERNAME: 'gnar',
      GNAR_PG_PASSWORD: 'gnar',
      GNAR_PG_TLS: String(tls.includes('Postgres')),
      GNAR_REDIS_ENDPOINT: `${host}:1`,
      GNAR_REDIS_TLS: String(tls.includes('Redis')),
    });
    const app = new GnarApp('plain', {
      ...appOptions(logs),
      noDb: false,
      noJwt: false,
      production,
      environment,
    });
    await app.start();
    await app.stop();
    const warnings = logs.lines.map(({ msg }) => String(msg)).filter((msg) => msg.includes('not encrypted'));
    expect(warnings).toEqual(
      named.map((what) =>
        expect.stringMatching(new RegExp(`^the connection to ${what} is not encrypted: set `)),
      ),
    );
  });

  it('puts its health port a thousand above its port', async () => {
    const probe = await startTestApp({ noJwt: true });
    const { port } = probe.address;
    await probe.app.stop();
    const app = new GnarApp('ported', { ...appOptions(), port });
    expect(await app.start()).toMatchObject({ port, healthPort: port + 1_000 });
    await app.stop();
  });
});
