import {
  type DatabaseConfig,
  type GearConfig,
  type JwtConfig,
  type RedisConfig,
  type SesConfig,
  type SqsConfig,
  appLogLevelSchema,
  gearSchema,
  tracesEndpointSchema,
} from '../config/gear-schema.ts';
import { type Environment, environmentPrefix, readConfig } from '../config/read-config.ts';

/** The database's part of a config, undefined when the config does not have it. */
export function databaseConfig(config: GearConfig): DatabaseConfig | undefined {
  const { pgEndpoint, pgDirectEndpoint, pgDatabase, pgUsername, pgPassword } = config;
  const { pgPoolMax = 10, pgTls = false } = config;
  if (pgEndpoint === undefined || pgDatabase === undefined) return undefined;
  if (pgUsername === undefined || pgPassword === undefined) return undefined;
  return { pgEndpoint, pgDirectEndpoint, pgDatabase, pgUsername, pgPassword, pgPoolMax, pgTls };
}

export function redisConfig(config: GearConfig): RedisConfig | undefined {
  const { redisEndpoint, redisUsername, redisPassword, redisTls = false } = config;
  const { redisTimeoutMs = 500, redisKeyPrefix = 'gnar:' } = config;
  if (redisEndpoint === undefined) return undefined;
  return { redisEndpoint, redisUsername, redisPassword, redisTls, redisTimeoutMs, redisKeyPrefix };
}

export function jwtConfig(config: GearConfig): JwtConfig | undefined {
  const { jwtSecretKey, peerSecretKeys = [], jwtAccessTokenExpiresMinutes = 15 } = config;
  const { sessionMaxHours = 12, maxSessionsPerAccount = 50 } = config;
  if (jwtSecretKey === undefined) return undefined;
  const peers = { jwtSecretKey, peerSecretKeys };
  return { ...peers, jwtAccessTokenExpiresMinutes, sessionMaxHours, maxSessionsPerAccount };
}

export function sesConfig(config: GearConfig): SesConfig | undefined {
  const { emailSender, sesRegionName, sesEndpoint, sesAccessKeyId, sesSecretAccessKey } = config;
  if (emailSender === undefined || sesRegionName === undefined) return undefined;
  return { emailSender, sesRegionName, sesEndpoint, sesAccessKeyId, sesSecretAccessKey };
}

export function sqsConfig(config: GearConfig): SqsConfig | undefined {
  const { sqsRegionName, sqsEndpoint, sqsAccessKeyId, sqsSecretAccessKey } = config;
  if (sqsRegionName === undefined) return undefined;
  return { sqsRegionName, sqsEndpoint, sqsAccessKeyId, sqsSecretAccessKey };
}

interface OwnConfigOptions {
  envPrefix?: string | undefined;
  noDb?: boolean | undefined;
  noJwt?: boolean | undefined;
}

/**
 * The config of an app that hands none in: database and JWT unless they are switched off; Redis, SES and SQS where
 * the environment names them.
 */
export function readOwnConfig(
  environment: Environment,
  { envPrefix, noDb = false, noJwt = false }: OwnConfigOptions,
): GearConfig {
  const prefix = environmentPrefix(envPrefix);
  const named = (name: string) => (environment[`${prefix}${name}`] ?? '') !== '';
  const schema = gearSchema({
    database: !noDb,
    jwt: !noJwt,
    redis: named('REDIS_ENDPOINT'),
    ses: named('SES_REGION_NAME') && named('EMAIL_SENDER'),
    sqs: named('SQS_REGION_NAME'),
  });
  return readConfig(schema, environment, { prefix });
}

/** `<APP>_LOG_LEVEL`, which beats `LOG_LEVEL`: `SKI_LIFT_LOG_LEVEL` for `ski-lift`. */
export function readOwnLogLevel(
  app: string,
  environment: Environment,
  prefix: string | undefined,
): string | undefined {
  const key = `${app.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_LOG_LEVEL`;
  const values: Readonly<Record<string, string | undefined>> = readConfig(
    { [key]: appLogLevelSchema() },
    environment,
    {
      prefix,
    },
  );
  return Object.values(values)[0];
}

/** OpenTelemetry's own variable, which has no prefix: where a collector takes OTLP over HTTP. */
export function readTracesEndpoint(environment: Environment): string | undefined {
  const schema = { OTEL_EXPORTER_OTLP_ENDPOINT: tracesEndpointSchema() };
  return readConfig(schema, environment, { prefix: '' }).otelExporterOtlpEndpoint;
}
