export { GnarApp } from './app/gnar-app.ts';
export type { AppAddress, GnarAppOptions } from './app/app-options.ts';
export { type Clock, systemClock } from './app/clock.ts';
export { PartOffError } from './app/part-off-error.ts';

export { isLoopback } from './config/loopback.ts';
export { ConfigError, type ConfigProblem } from './config/config-error.ts';
export { env, type HostPort, parseHostPort } from './config/env.ts';
export {
  appLogLevelSchema,
  type BaseConfig,
  type DatabaseConfig,
  type GearConfig,
  type GearParts,
  gearSchema,
  type JwtConfig,
  type RedisConfig,
  type SesConfig,
  type SqsConfig,
} from './config/gear-schema.ts';
export {
  type Config,
  type EnvSchema,
  type Environment,
  expectedForm,
  readConfig,
} from './config/read-config.ts';
export { readConfigOrExit } from './config/process-environment.ts';

export { type Blueprint, defineBlueprint } from './blueprint/define-blueprint.ts';
export {
  del,
  get,
  patch,
  post,
  put,
  type Route,
  type RouteHandler,
  type RouteOptions,
} from './blueprint/route.ts';
export type { RouteRequest } from './blueprint/route-request.ts';
export { html, raw, type Reply, type ReplyHeaders, reply } from './blueprint/reply.ts';

export { ConflictError } from './errors/conflict-error.ts';
export { GoneError } from './errors/gone-error.ts';
export { InvalidInputError } from './errors/invalid-input-error.ts';
export { NotFoundError } from './errors/not-found-error.ts';
export { type FieldError, ProblemError, type ProblemOptions } from './errors/problem-error.ts';
export { StepUpRequiredError } from './errors/step-up-required-error.ts';
export { TooManyRequestsError } from './errors/too-many-requests-error.ts';
export { UnauthorizedError } from './errors/unauthorized-error.ts';
export { UnavailableError } from './errors/unavailable-error.ts';

export type { Database, Query, Queryable, QueryValues, Transaction } from './database/database.ts';
export { gather } from './look-up/gather.ts';
export { migrate, type MigrateOptions } from './database/migrate.ts';
export type { PgCredentials } from './database/pg-credentials.ts';
export type { Redis } from './redis/create-redis.ts';

export type { Argon2 } from './argon2/argon2.ts';
export type { Jwt, TokenIdentity, TokenSubject } from './jwt/jwt.ts';
export type { NewSession, OpenedSession, Session, SessionRow, Sessions } from './sessions/sessions.ts';
export type { RateLimit, RateLimits } from './rate-limit/rate-limits.ts';

export type { Mail, Mailer } from './mailer/mailer.ts';
export { renderMail, type RenderMailOptions } from './mailer/render-mail.ts';
export type { JsonObject, JsonValue, Outbox, OutboxItem } from './outbox/outbox.ts';
export type { OutboxContext, OutboxHandler, OutboxHandlers } from './outbox/outbox-relay.ts';
export type { MessageContext, QueuePoll } from './sqs/queue-poller.ts';
export type { Queues, SendOptions } from './sqs/queues.ts';

export type { ExternalClient, ExternalOptions, ExternalPostOptions } from './peer/external-client.ts';
export type { PeerClient, RequestContext } from './peer/peer-client.ts';
export { derivedPeerSecret, PeerTokens } from './peer/peer-tokens.ts';

export { WorkerBudgetError } from './worker-pool/worker-budget-error.ts';
export { WorkerPool, type WorkerPoolSettings } from './worker-pool/worker-pool.ts';

export type { Logger } from './logging/logger.ts';
export { createCounter, type CounterOptions, type Registry } from './metrics/metrics.ts';
export type { SessionClaim } from './http/guard.ts';
export type { Middleware } from './http/pipeline.ts';
