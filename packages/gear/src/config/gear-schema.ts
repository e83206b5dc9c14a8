import { isIP } from 'node:net';
import { z } from 'zod';
import { env } from './env.ts';
import { isStrongSecret } from './secret-strength.ts';
import type { Config, EnvSchema } from './read-config.ts';

const logLevel = (unlessSet: string) =>
  z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .describe(`one of fatal, error, warn, info, debug, trace, silent; unless set, ${unlessSet}`);

const base = {
  PORT: env.port().describe('a port, 0 to 65535 (0: any free one); unless set, 9400').optional(),
  HEALTH_PORT: env
    .port()
    .describe('a port, 0 to 65535 (0: any free one); unless set, 1000 more than PORT')
    .optional(),
  LOG_LEVEL: logLevel('info in production, debug elsewhere').optional(),
  LOG_PRETTY: env.flag(false),
  TRUSTED_PROXIES: env
    .list()
    .refine((items) => items.every(isAddressRange))
    .describe('addresses or ranges divided by commas, e.g. 10.0.0.0/8'),
  ALLOWED_ORIGINS: env.list().describe('origins divided by commas, e.g. http://localhost:3000'),
  SHUTDOWN_GRACE_SECONDS: env.int({ min: 1, max: 600, default: 20 }),
  SHUTDOWN_WAIT_SECONDS: env.int({ min: 0, max: 120, default: 5 }),
  OUTBOX_LEASE_SECONDS: env
    .int({ min: 1, max: 3600, default: 30 })
    .describe('seconds after which a job whose process died is claimed by another'),
  ARGON2_TIME_COST: env.int({ min: 2, max: 100, default: 2 }),
  ARGON2_MEMORY_COST: env
    .int({ min: 19_456, max: 4_194_304, default: 19_456 })
    .describe('memory of a password hash in KiB, 19456 (19 MiB) or more'),
  ARGON2_PARALLELISM: env.int({ min: 1, max: 16, default: 1 }),
  ARGON2_IN_FLIGHT: env
    .requiredInt({ min: 1, max: 1024 })
    .describe('hashes at the same time, 1 to 1024; unless set, one for each core, 3 at most')
    .optional(),
  ARGON2_QUEUE_MAX: env.int({ min: 0, max: 100_000, default: 64 }),
} satisfies EnvSchema;

const database = {
  PG_ENDPOINT: env.hostPort().describe('where Postgres listens, host:port, e.g. localhost:9404'),
  PG_DIRECT_ENDPOINT: env
    .hostPort()
    .describe('where Postgres itself listens, host:port, when PG_ENDPOINT is a proxy such as that of RDS')
    .optional(),
  PG_DATABASE: env.text().describe('name of the Postgres database'),
  PG_USERNAME: env.text().describe('Postgres role of the service (not the owner of the schema)'),
  PG_PASSWORD: env.text().describe('password of the Postgres role'),
  PG_POOL_MAX: env.int({ min: 1, max: 1000, default: 10 }),
  PG_TLS: env.flag(false),
} satisfies EnvSchema;

const redis = {
  REDIS_ENDPOINT: env.hostPort().describe('where Redis listens, host:port, e.g. localhost:9405'),
  REDIS_USERNAME: env
    .text()
    .describe('user of Redis (access control list); absent: its default user')
    .optional(),
  REDIS_PASSWORD: env.text().describe('password of Redis').optional(),
  REDIS_TLS: env.flag(false),
  REDIS_TIMEOUT_MS: env
    .int({ min: 50, max: 60_000, default: 500 })
    .describe('milliseconds that Redis has for an answer before its fall-back is taken, 50 to 60000'),
  REDIS_KEY_PREFIX: env.text().describe('put before every key in Redis').default('gnar:'),
} satisfies EnvSchema;

const jwt = {
  JWT_SECRET_KEY: env.secret(32),
  PEER_SECRET_KEYS: env
    .list()
    .refine((keys) => keys.every((key) => isStrongSecret(key, 32)))
    .describe(
      'secrets of 32 bytes or more divided by commas, by which services know each other; unless set, one derived from JWT_SECRET_KEY',
    ),
  JWT_ACCESS_TOKEN_EXPIRES_MINUTES: env.int({ min: 1, max: 1440, default: 15 }),
  SESSION_MAX_HOURS: env.int({ min: 1, max: 8760, default: 12 }),
  MAX_SESSIONS_PER_ACCOUNT: env
    .int({ min: 1, max: 10_000, default: 50 })
    .describe('sessions of one account; one more ends the one that was used longest ago, 1 to 10000'),
} satisfies EnvSchema;

const ses = {
  EMAIL_SENDER: env.text().describe('sender of emails, e.g. hello@example.com'),
  SES_REGION_NAME: env.text().describe('AWS region of SES, e.g. us-east-1'),
  SES_ENDPOINT: env.url().optional(),
  SES_ACCESS_KEY_ID: env.text().optional(),
  SES_SECRET_ACCESS_KEY: env.text().optional(),
} satisfies EnvSchema;

const sqs = {
  SQS_REGION_NAME: env.text().describe('AWS region of SQS, e.g. us-east-1'),
  SQS_ENDPOINT: env.url().optional(),
  SQS_ACCESS_KEY_ID: env.text().optional(),
  SQS_SECRET_ACCESS_KEY: env.text().optional(),
} satisfies EnvSchema;

const groups = { database, redis, jwt, ses, sqs };
type Groups = typeof groups;
type GroupName = keyof Groups;

/** Which parts of gear a service uses; a part that is not named costs nothing and needs no environment. */
export type GearParts = { readonly [Name in GroupName]?: boolean };

type GroupSchema<P extends GearParts, Name extends GroupName> = P[Name] extends true ? Groups[Name] : unknown;

/** The schema of the parts that P switches on. */
export type GearSchema<P extends GearParts> = typeof base &
  GroupSchema<P, 'database'> &
  GroupSchema<P, 'redis'> &
  GroupSchema<P, 'jwt'> &
  GroupSchema<P, 'ses'> &
  GroupSchema<P, 'sqs'>;

/** What a GnarApp needs to be configured: the base always, the parts where they are on. */
export type GearConfig = Config<typeof base> &
  Partial<Config<Groups['database']>> &
  Partial<Config<Groups['redis']>> &
  Partial<Config<Groups['jwt']>> &
  Partial<Config<Groups['ses']>> &
  Partial<Config<Groups['sqs']>>;

export type DatabaseConfig = Config<Groups['database']>;
export type RedisConfig = Config<Groups['redis']>;
export type JwtConfig = Config<Groups['jwt']>;
export type SesConfig = Config<Groups['ses']>;
export type SqsConfig = Config<Groups['sqs']>;
export type BaseConfig = Config<typeof base>;

/**
 * The environment that gear itself reads. Spread it into a service's own schema:
 * `{ ...gearSchema({ database: true, jwt: true }), EMAIL_HOST: env.origin() }`.
 */
export function gearSchema<const P extends GearParts>(parts: P): GearSchema<P>;
export function gearSchema(): typeof base;
export function gearSchema(parts: GearParts = {}): EnvSchema {
  return {
    ...base,
    ...(parts.database === true ? groups.database : {}),
    ...(parts.redis === true ? groups.redis : {}),
    ...(parts.jwt === true ? groups.jwt : {}),
    ...(parts.ses === true ? groups.ses : {}),
    ...(parts.sqs === true ? groups.sqs : {}),
  };
}

/** The schema of `<APP>_LOG_LEVEL`, which names one app and beats `LOG_LEVEL`. */
export function appLogLevelSchema() {
  return logLevel('LOG_LEVEL').optional();
}

/** The schema of `OTEL_EXPORTER_OTLP_ENDPOINT`, which OpenTelemetry names and no prefix changes. */
export function tracesEndpointSchema() {
  return env
    .url()
    .describe(
      'where a collector takes OTLP over HTTP, e.g. http://localhost:4318; unless set, nothing is traced',
    )
    .optional();
}

function isAddressRange(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
