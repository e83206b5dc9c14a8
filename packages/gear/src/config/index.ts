export { isLoopback } from './loopback.ts';
export { ConfigError, type ConfigProblem } from './config-error.ts';
export { env, type HostPort, parseHostPort } from './env.ts';
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
} from './gear-schema.ts';
export { type Config, type EnvSchema, type Environment, expectedForm, readConfig } from './read-config.ts';
export { readConfigOrExit } from './process-environment.ts';
