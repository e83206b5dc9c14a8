import { describe, expect, it } from '@jest/globals';
import { type Config, gearSchema, readConfig } from '../config/index.ts';
import { type AppParts, GnarApp } from '../index.ts';
import { testEnvironment } from '../testing/test-app.ts';

const environment = testEnvironment({
  ...{ GNAR_PORT: '0', GNAR_HEALTH_PORT: '0', GNAR_LOG_LEVEL: 'silent' },
  ...{ GNAR_PG_ENDPOINT: '127.0.0.1:1', GNAR_PG_DATABASE: 'x', GNAR_PG_USERNAME: 'x', GNAR_PG_PASSWORD: 'x' },
});
const withNothing = gearSchema();
const withJwt = gearSchema({ jwt: true });
const withSessions = gearSchema({ jwt: true, database: true });

// Each `@ts-expect-error` is half of a test: `tsc` fails where the line below it compiles.
describe('the parts of an app', () => {
  it('are none but the basic ones where the config has no group', async () => {
    const config = readConfig(withNothing, environment);
    const seen: AppParts<Config<typeof withNothing>>[] = [];
    const compose = (parts: (typeof seen)[number]) => {
      seen.push(parts);
      return { blueprints: [] };
    };
    const app = new GnarApp('bare', { config, environment, compose });
    const { parts } = await app.start();
    await app.stop();
    expect(seen).toEqual([parts]);
    expect(parts).toHaveProperty('argon2');
    // @ts-expect-error: no database
    expect(parts.database).toBeUndefined();
    // @ts-expect-error: no jobs without a database
    expect(parts.jobs).toBeUndefined();
    // @ts-expect-error: no Redis
    expect(parts.redis).toBeUndefined();
    // @ts-expect-error: no tokens
    expect(parts.jwt).toBeUndefined();
    // @ts-expect-error: no sessions without tokens
    expect(parts.sessions).toBeUndefined();
    // @ts-expect-error: no email
    expect(parts.mailer).toBeUndefined();
    // @ts-expect-error: no queues
    expect(parts.queues).toBeUndefined();
  });

  it('have sessions where the config has JWT and a database, not where it has JWT alone', async () => {
    const blueprints = [] as const;
    const both = new GnarApp('both', { config: readConfig(withSessions, environment), blueprints });
    const { parts } = await both.start();
    await both.stop();
    expect([parts.jwt, parts.database, parts.sessions]).not.toContain(undefined);
    const one = new GnarApp('one', { config: readConfig(withJwt, environment), blueprints });
    const { parts: fewer } = await one.start();
    await one.stop();
    expect(fewer.jwt).toBeDefined();
    // @ts-expect-error: no sessions without a database
    expect(fewer.sessions).toBeUndefined();
  });

  it('may be missing where gear reads the environment itself', async () => {
    const app = new GnarApp('own', { environment, noDb: true, blueprints: [] });
    const { parts } = await app.start();
    await app.stop();
    // @ts-expect-error: perhaps there is no database
    expect(() => parts.database.maxConnections).toThrow(TypeError);
  });

  it('are switched by the config alone, where there is one', () => {
    const config = readConfig(withJwt, environment);
    // @ts-expect-error: the config says which parts are on
    expect(new GnarApp('twice', { config, noDb: true })).toBeDefined();
    // @ts-expect-error: an app of a config of its own must be given it
    expect(new GnarApp<typeof config>('none', {})).toBeDefined();
  });
});
