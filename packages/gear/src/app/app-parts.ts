import type { Argon2 } from '../argon2/argon2.ts';
import type { Clock } from '../clock/clock.ts';
import type { GearConfig } from '../config/gear-schema.ts';
import type { Database } from '../database/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Jwt } from '../jwt/jwt.ts';
import type { Logger } from '../logging/logger.ts';
import type { Mailer } from '../mailer/mailer.ts';
import type { Registry } from '../metrics/metrics.ts';
import type { ExternalClient } from '../peer/external-client.ts';
import type { PeerClient, RequestContext } from '../peer/peer-client.ts';
import type { PeerTokens } from '../peer/peer-tokens.ts';
import type { Queues } from '../queues/queues.ts';
import type { RateLimits } from '../rate-limit/rate-limits.ts';
import type { Redis } from '../redis/create-redis.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Tracing } from '../tracing/tracing.ts';

interface BaseParts<C> {
  config: C;
  log: Logger;
  clock: Clock;
  /** For spans of a service's own, and for what work carries with it. */
  tracing: Tracing;
  /** Prometheus' registry, for counters of a service's own. */
  metrics: Registry;
  argon2: Argon2;
  rateLimits: RateLimits;
  /** For calls to anything outside the product. */
  external: ExternalClient;
  /** A client for another service of ours; request id and trace are passed on, with a request its identity as well. */
  peer: (name: string, request?: RequestContext) => PeerClient;
}

interface DatabaseParts {
  database: Database;
  jobs: Jobs;
}

interface JwtParts {
  jwt: Jwt;
  peerTokens: PeerTokens;
}

/** Every part that gear can make. */
export interface EveryPart<C extends GearConfig = GearConfig> extends BaseParts<C>, DatabaseParts, JwtParts {
  redis: Redis;
  sessions: Sessions;
  mailer: Mailer;
  queues: Queues;
}

/** P where the config has the key, P or undefined where it may have it, nothing where it has not. */
type Where<C, Key extends string, P> = Key extends keyof C
  ? C extends Readonly<Record<Key, string>>
    ? P
    : Partial<P>
  : unknown;

/** The parts of an app, by the groups of gearSchema that its config has. */
export type AppParts<C extends GearConfig = GearConfig> = BaseParts<C> &
  Where<C, 'pgEndpoint', DatabaseParts> &
  Where<C, 'redisEndpoint', Pick<EveryPart, 'redis'>> &
  Where<C, 'jwtSecretKey', JwtParts & Where<C, 'pgEndpoint', Pick<EveryPart, 'sessions'>>> &
  Where<C, 'sesRegionName', Pick<EveryPart, 'mailer'>> &
  Where<C, 'sqsRegionName', Pick<EveryPart, 'queues'>>;
