import { Argon2 } from '../argon2/argon2.ts';
import { parseHostPort } from '../config/env.ts';
import type { JwtConfig } from '../config/gear-schema.ts';
import { isLoopback } from '../config/loopback.ts';
import { environmentPrefix } from '../config/read-config.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Jwt } from '../jwt/jwt.ts';
import { Mailer } from '../mailer/mailer.ts';
import { createExternalClient } from '../peer/external-client.ts';
import { derivedPeerSecret, PeerTokens } from '../peer/peer-tokens.ts';
import { Peers } from '../peer/peers.ts';
import { Queues } from '../queues/queues.ts';
import { RateLimits } from '../rate-limit/rate-limits.ts';
import { SessionCache } from '../sessions/session-cache.ts';
import { Sessions } from '../sessions/sessions.ts';
import type { EveryPart } from './app-parts.ts';
import { databaseConfig, jwtConfig, redisConfig, sesConfig, sqsConfig } from './part-configs.ts';
import type { AppContext } from './preconfigure.ts';

type SomeParts = Partial<Omit<EveryPart, 'config'>>;

const firstRedisAnswerMs = 1_000;

export function makeArgon2({ config, production, metrics }: AppContext): Argon2 {
  const { argon2MemoryCost, argon2TimeCost, argon2Parallelism, argon2InFlight, argon2QueueMax } = config;
  const argon2 = new Argon2({
    memoryCost: argon2MemoryCost,
    timeCost: argon2TimeCost,
    parallelism: argon2Parallelism,
    inFlight: argon2InFlight,
    queueMax: argon2QueueMax,
    // In development compilers and tests have the same cores.
    lowPriority: production,
  });
  metrics.watchHashes(() => argon2.load);
  return argon2;
}

/** Nothing where the config has no database. */
export async function makeDatabase(context: AppContext): Promise<SomeParts> {
  const config = databaseConfig(context.config);
  if (config === undefined) return {};
  const { name, log, tracing } = context;
  const { Database } = await import('../database/database.ts');
  const database = new Database({ config, applicationName: name, log, tracing });
  warnWithoutTls(context, 'Postgres', 'PG', config.pgTls, config.pgEndpoint);
  context.metrics.watchPool(() => database.load);
  context.checks['database'] = () => database.ping();
  context.closings.add(() => database.close());
  return { database, jobs: new Jobs(tracing) };
}

/** Nothing where the config has no Redis. */
export async function makeRedis(context: AppContext): Promise<SomeParts> {
  const config = redisConfig(context.config);
  if (config === undefined) return {};
  const { createRedis, closeRedis, waitForRedis } = await import('../redis/create-redis.ts');
  const redis = createRedis(config, context.log);
  warnWithoutTls(context, 'Redis', 'REDIS', config.redisTls, config.redisEndpoint);
  context.checks['redis'] = () => redis.ping();
  context.closings.add(() => closeRedis(redis));
  await waitForRedis(redis, firstRedisAnswerMs);
  return { redis };
}

/** Everything that stands on the config, the database and Redis. */
export function makeRest(context: AppContext, { database, redis }: SomeParts): SomeParts {
  const { config, log, clock, metrics, tracing } = context;
  const jwt = jwtConfig(config);
  const ses = sesConfig(config);
  const sqs = sqsConfig(config);
  const tokens = jwt === undefined ? {} : makeTokens(context, jwt);
  return {
    log,
    clock,
    metrics: metrics.registry,
    tracing,
    external: createExternalClient(tracing),
    rateLimits: new RateLimits({ redis, log }),
    peer: makePeer(context, tokens),
    ...tokens,
    ...(ses === undefined ? {} : { mailer: closing(context, new Mailer(ses, tracing)) }),
    ...(sqs === undefined ? {} : { queues: closing(context, new Queues(sqs, tracing)) }),
    ...(jwt === undefined ? {} : makeSessions(context, jwt, { ...tokens, database, redis })),
  };
}

function makeTokens({ name, clock }: AppContext, config: JwtConfig): Pick<EveryPart, 'jwt' | 'peerTokens'> {
  const { jwtSecretKey, peerSecretKeys, jwtAccessTokenExpiresMinutes } = config;
  const secrets = peerSecretKeys.length > 0 ? peerSecretKeys : [derivedPeerSecret(jwtSecretKey)];
  return {
    jwt: new Jwt({ secret: jwtSecretKey, lifetimeMinutes: jwtAccessTokenExpiresMinutes, clock }),
    peerTokens: new PeerTokens({ name, secrets, clock }),
  };
}

function makePeer(context: AppContext, { peerTokens }: SomeParts): EveryPart['peer'] {
  const { environment, envPrefix, production, tracing } = context;
  const address = { environment, envPrefix, production };
  const peers = closing(context, new Peers(address, peerTokens, tracing));
  return (name, request) => peers.client(name, request);
}

function makeSessions(
  { clock, log, closings }: AppContext,
  { jwtAccessTokenExpiresMinutes, sessionMaxHours, maxSessionsPerAccount }: JwtConfig,
  { jwt, database, redis }: SomeParts,
): SomeParts {
  if (jwt === undefined || database === undefined) return {};
  const sessions = new Sessions({
    database,
    cache:
      redis === undefined
        ? undefined
        : new SessionCache({ redis, clock, tokenLifetimeMinutes: jwtAccessTokenExpiresMinutes }),
    jwt,
    maxHours: sessionMaxHours,
    maxPerAccount: maxSessionsPerAccount,
    clock,
    log,
  });
  closings.add(() => sessions.flush());
  return { sessions };
}

function closing<P extends { close(): Promise<void> | void }>({ closings }: AppContext, part: P): P {
  closings.add(() => part.close());
  return part;
}

function warnWithoutTls(
  { production, envPrefix, log }: AppContext,
  what: string,
  name: string,
  tls: boolean,
  endpoint: string,
): void {
  if (!production || tls || isLoopback(parseHostPort(endpoint)?.host ?? '')) return;
  const variable = `${environmentPrefix(envPrefix)}${name}_TLS`;
  log.warn({ endpoint }, `the connection to ${what} is not encrypted: set ${variable}=true`);
}
