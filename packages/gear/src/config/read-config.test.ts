import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { env, parseHostPort } from './env.ts';
import { appLogLevelSchema, gearSchema } from './gear-schema.ts';
import { readConfig } from './read-config.ts';

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ text }) => text);
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('gives a frozen object with keys in camel case', () => {
    const config = readConfig(
      { EMAIL_HOST: env.origin(), PORT: env.port() },
      {
        GNAR_EMAIL_HOST: 'https://app.example.com/',
        GNAR_PORT: ' 9400 ',
      },
    );
    expect(config).toEqual({ emailHost: 'https://app.example.com', port: 9400 });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports everything that is missing or bad together, by name and expected form', () => {
    const schema = {
      EMAIL_HOST: env.origin().describe('origin of the links in emails, e.g. https://app.example.com'),
      PORT: env.port(),
      GOOD: env.text(),
    };
    const problems = problemsOf(() => readConfig(schema, { GNAR_PORT: 'abc', GNAR_GOOD: 'yes' }));
    expect(problems).toEqual([
      'GNAR_EMAIL_HOST is missing: origin of the links in emails, e.g. https://app.example.com',
      'GNAR_PORT is "abc", expected: a port, 0 to 65535 (0: any free one)',
    ]);
  });

  it('never prints the value of a secret', () => {
    const [problem] = problemsOf(() =>
      readConfig({ JWT_SECRET_KEY: env.secret(32) }, { GNAR_JWT_SECRET_KEY: 'hunter2' }),
    );
    expect(problem).toMatch(/^GNAR_JWT_SECRET_KEY is not as expected.*at least 32 bytes/);
    expect(problem).not.toContain('hunter2');
  });

  it('takes an empty text for an absent one', () => {
    expect(readConfig({ FLAG: env.flag(true) }, { GNAR_FLAG: '  ' })).toEqual({ flag: true });
    expect(problemsOf(() => readConfig({ NAME: env.text() }, { GNAR_NAME: '' }))).toHaveLength(1);
  });

  it.each([
    ['ACME', 'ACME_NAME'],
    ['ACME_', 'ACME_NAME'],
    ['', 'NAME'],
  ])('reads with the prefix "%s"', (prefix, name) => {
    expect(readConfig({ NAME: env.text() }, { [name]: 'x' }, { prefix })).toEqual({ name: 'x' });
  });

  it("falls back on zod's message where the schema has no description", () => {
    expect(problemsOf(() => readConfig({ KIND: z.literal('a') }, { GNAR_KIND: 'b' }))[0]).toMatch(
      /^GNAR_KIND is "b", expected: /,
    );
  });
});

describe('pieces of a schema', () => {
  const accepts = (schema: z.ZodType, value: string) => schema.safeParse(value).success;

  it.each(['1', 'true', 'YES', 'on'])('takes %s for yes', (text) => {
    expect(env.flag(false).parse(text)).toBe(true);
  });

  it('refuses a flag that is neither', () => {
    expect(accepts(env.flag(false), 'maybe')).toBe(false);
  });

  it('keeps numbers in their range and gives the default', () => {
    const schema = env.int({ min: 1, max: 10, default: 5 });
    expect(schema.parse(undefined)).toBe(5);
    expect(schema.parse('10')).toBe(10);
    for (const bad of ['0', '11', '1.5', '1e1', 'x']) expect(accepts(schema, bad)).toBe(false);
    expect(accepts(env.requiredInt(), '-3')).toBe(true);
    expect(env.requiredInt({ min: 2 }).description).toBe('a whole number, 2 or more');
  });

  it('tells origins from addresses', () => {
    expect(accepts(env.origin(), 'https://example.com')).toBe(true);
    for (const bad of ['https://example.com/path', 'ftp://example.com', 'example.com']) {
      expect(accepts(env.origin(), bad)).toBe(false);
    }
    expect(accepts(env.url(), 'http://127.0.0.1:9406/range')).toBe(true);
    expect(accepts(env.url(), 'javascript:alert(1)')).toBe(false);
  });

  it('splits lists', () => {
    expect(env.list().parse('a, b,,c ')).toEqual(['a', 'b', 'c']);
    expect(env.list().parse(undefined)).toEqual([]);
  });

  it('reads where a service listens', () => {
    expect(parseHostPort('db.example.com:5432')).toEqual({ host: 'db.example.com', port: 5432 });
    expect(parseHostPort('[::1]:5432')).toEqual({ host: '::1', port: 5432 });
    for (const bad of ['db', 'db:0', 'db:70000', ':5432', 'a b:1']) {
      expect(parseHostPort(bad)).toBeUndefined();
      expect(accepts(env.hostPort(), bad)).toBe(false);
    }
  });
});

describe("gear's own schema", () => {
  it('needs nothing when no part is on', () => {
    expect(readConfig(gearSchema(), {})).toMatchObject({
      allowedOrigins: [],
      argon2MemoryCost: 19_456,
      logPretty: false,
    });
  });

  it('asks for what its parts need, and has no default for a secret', () => {
    const parts = { database: true, redis: true, jwt: true, ses: true, sqs: true } as const;
    const names = problemsOf(() => readConfig(gearSchema(parts), {})).map((text) => text.split(' ')[0]);
    expect(names).toEqual([
      'GNAR_PG_ENDPOINT',
      'GNAR_PG_DATABASE',
      'GNAR_PG_USERNAME',
      'GNAR_PG_PASSWORD',
      'GNAR_REDIS_ENDPOINT',
      'GNAR_JWT_SECRET_KEY',
      'GNAR_EMAIL_SENDER',
      'GNAR_SES_REGION_NAME',
      'GNAR_SQS_REGION_NAME',
    ]);
  });

  it('counts the bytes of the JWT secret (RFC 7518: 32 for HS256)', () => {
    const read = (secret: string) => () =>
      readConfig(gearSchema({ jwt: true }), { GNAR_JWT_SECRET_KEY: secret });
    expect(problemsOf(read('x'.repeat(31)))).toHaveLength(1);
    expect(problemsOf(read('éàüöäßñçøåæœðþłž'))).toHaveLength(0);
  });

  it.each([
    ['one character', 'a'.repeat(64)],
    ['a short pattern', 'abc'.repeat(30)],
    ['a longer pattern', 'password'.repeat(8)],
    ['a pattern that ends in its middle', 'changeme-'.repeat(5).slice(0, 40)],
    ['two characters in no order', 'abbabaabbaababbaabbabaabbaababba'],
    ['four letters in no order', 'gnargnragranrangnragarngrangnarang'],
    ['a word and its like', 'powder-power-power-powder-powered'],
    ['a sequence', '0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW'],
    ['a sequence that goes down', 'zyxwvutsrqponmlkjihgfedcba`_^]\\[ZYX'],
  ])('refuses a JWT secret that is %s', (_, secret) => {
    const [problem] = problemsOf(() =>
      readConfig(gearSchema({ jwt: true }), { GNAR_JWT_SECRET_KEY: secret }),
    );
    expect(problem).toMatch(/^GNAR_JWT_SECRET_KEY is not as expected.*random secret of at least 32 bytes/);
    expect(problem).not.toContain(secret);
  });

  it('takes any JWT secret that openssl makes', () => {
    for (let turn = 0; turn < 500; turn += 1) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const secret = randomBytes(encoding === 'hex' ? 20 : 32).toString(encoding);
        const read = () => readConfig(gearSchema({ jwt: true }), { GNAR_JWT_SECRET_KEY: secret });
        expect(problemsOf(read)).toEqual([]);
      }
    }
  });

  it('refuses keys of peers that are weak, be it one of several', () => {
    const environment = { GNAR_JWT_SECRET_KEY: randomBytes(32).toString('hex') };
    const read = (keys: string) =>
      problemsOf(() =>
        readConfig(gearSchema({ jwt: true }), { ...environment, GNAR_PEER_SECRET_KEYS: keys }),
      );
    const good = () => randomBytes(32).toString('base64');
    expect(read(`${good()}, ${good()}`)).toEqual([]);
    expect(read(`${good()},${'a'.repeat(32)}`)).toEqual([
      expect.stringMatching(/^GNAR_PEER_SECRET_KEYS is not/),
    ]);
  });

  it('refuses hashes below 19 MiB or two passes', () => {
    const weak = { GNAR_ARGON2_MEMORY_COST: '19455', GNAR_ARGON2_TIME_COST: '1' };
    expect(problemsOf(() => readConfig(gearSchema(), weak))).toHaveLength(2);
  });

  it.each([
    ['10.0.0.0/8, 192.168.1.1, fd00::/8', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/8/8', false],
    ['proxy.example.com', false],
  ])('reads trusted proxies "%s"', (text, good) => {
    expect(problemsOf(() => readConfig(gearSchema(), { GNAR_TRUSTED_PROXIES: text }))).toHaveLength(
      good ? 0 : 1,
    );
  });

  it("knows the levels of an app's own log", () => {
    expect(appLogLevelSchema().parse('debug')).toBe('debug');
    expect(appLogLevelSchema().safeParse('loud').success).toBe(false);
  });
});
