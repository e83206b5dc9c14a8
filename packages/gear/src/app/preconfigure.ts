import { type Clock, systemClock } from '../clock/clock.ts';
import type { GearConfig } from '../config/gear-schema.ts';
import { processEnvironment, standardOutputIsTerminal } from '../config/process-environment.ts';
import type { Environment } from '../config/read-config.ts';
import type { HealthCheck } from '../health/health-server.ts';
import { type AppLogs, createLogs, type Logger } from '../logging/logger.ts';
import { GearMetrics } from '../metrics/metrics.ts';
import { StopHooks } from '../shutdown/stop-hooks.ts';
import { Tracing } from '../tracing/tracing.ts';
import type { GnarAppOptions } from './app-options.ts';
import { readOwnConfig, readOwnLogLevel, readTracesEndpoint } from './part-configs.ts';

/** What the parts of an app are made with. */
export interface AppContext<C extends GearConfig = GearConfig> {
  readonly name: string;
  readonly production: boolean;
  readonly envPrefix: string | undefined;
  readonly environment: Environment;
  readonly config: C;
  readonly logs: AppLogs;
  readonly log: Logger;
  readonly clock: Clock;
  readonly tracing: Tracing;
  readonly metrics: GearMetrics;
  /** What readiness asks; each part that can be away adds its own. */
  readonly checks: Record<string, HealthCheck>;
  /** Run at the end of the stop, the last one added first. */
  readonly closings: StopHooks;
}

/** @throws ConfigError */
export async function preconfigure<C extends GearConfig>(
  name: string,
  options: GnarAppOptions<C>,
): Promise<AppContext<C>> {
  const { envPrefix, production = false, environment = processEnvironment() } = options;
  // as: without a config of the service's own, C is GearConfig (see OptionsFor).
  const config = options.config ?? (readOwnConfig(environment, options) as C);
  const level = options.logLevel ?? readOwnLogLevel(name, environment, envPrefix) ?? config.logLevel;
  const tracing = new Tracing();
  const logs = await createLogs({
    name,
    level: level ?? (production ? 'info' : 'debug'),
    pretty: config.logPretty || (!production && standardOutputIsTerminal()),
    fields: () => tracing.logFields,
    destination: options.logDestination,
  });
  const closings = new StopHooks();
  const tracesEndpoint = readTracesEndpoint(environment);
  if (tracesEndpoint !== undefined) {
    await tracing.export(tracesEndpoint, name);
    closings.add(() => tracing.close());
  }
  return {
    name,
    production,
    envPrefix,
    environment,
    config,
    logs,
    log: logs.log,
    clock: options.clock ?? systemClock,
    tracing,
    metrics: new GearMetrics(name),
    checks: {},
    closings,
  };
}
