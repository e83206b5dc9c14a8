import { describe, expect, it, jest } from '@jest/globals';
import { ConfigError, env, readConfig, type EnvSchema } from '@gnar/gear/config';

/** The schema of piste in a fork whose own/config.ts exports this. */
async function schemaOfFork(ownSchema: EnvSchema): Promise<EnvSchema> {
  jest.resetModules();
  jest.unstable_mockModule('./own/config.ts', () => ({ ownSchema }));
  const { pisteSchema } = await import('./config.ts');
  return pisteSchema;
}

describe('own/config.ts of piste', () => {
  it('adds variables, which are reported together with ours when they are missing', async () => {
    const schema = await schemaOfFork({
      LIFT_COUNT: env.int({ min: 1, max: 99, default: 3 }).describe('lifts, 1 to 99'),
    });
    const read = () => readConfig(schema, { GNAR_LIFT_COUNT: '100' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('GNAR_LIFT_COUNT is "100", expected: lifts, 1 to 99');
    expect(read).toThrow('GNAR_EMAIL_HOST is missing');
  });

  it('gives one of our variables another default', async () => {
    const schema = await schemaOfFork({
      LINK_LIFETIME_MINUTES: env.int({ min: 1, max: 1440, default: 15 }),
    });
    expect(schema['LINK_LIFETIME_MINUTES']?.parse(undefined)).toBe(15);
  });
});
