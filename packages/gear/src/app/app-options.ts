import type { Clock } from '../clock/clock.ts';
import type { GearConfig } from '../config/gear-schema.ts';
import type { Environment } from '../config/read-config.ts';
import type { Blueprint } from '../http/define-blueprint.ts';
import type { JobHandlers } from '../jobs/job-handlers.ts';
import type { Schedule } from '../jobs/scheduler.ts';
import type { LogDestination } from '../logging/logger.ts';
import type { QueuePoll } from '../queues/queue-poller.ts';
import type { AppParts } from './app-parts.ts';

type Hook = () => Promise<void> | void;

/** What a service is made of. Each is optional. */
export interface Composition {
  /** Absent, and absent from the options: found by themselves below `blueprintsRoot`. */
  blueprints?: readonly Blueprint[];
  /** What runs jobs, by their kind; with them or with schedules this process works on jobs. */
  jobs?: JobHandlers;
  /** Work that comes back at times of the clock, done by one replica each time. */
  schedules?: readonly Schedule[];
  queues?: readonly QueuePoll[];
  /** Runs when everything is there and just before the app listens. */
  onStart?: Hook;
  /** Runs after the last request and before the database and Redis are closed. */
  onStop?: Hook;
}

/** Called once, when the parts are there. In development what it throws is answered to requests until the next reload. */
export type Compose<C extends GearConfig = GearConfig> = (
  parts: AppParts<C>,
) => Composition | Promise<Composition>;

interface CommonOptions<C extends GearConfig> {
  /** HSTS, no CORS, no stacks, JSON logs, a wait before the stop. Default false. */
  production?: boolean;
  /** Beats PORT of the config; 0: a free one. Default 9400. */
  port?: number;
  /** Address to listen on; default: every one in production, 127.0.0.1 in development. */
  host?: string;
  /** Default `GNAR_`. */
  envPrefix?: string;
  /** Beats LOG_LEVEL and <APP>_LOG_LEVEL. */
  logLevel?: string;
  /** Where log lines go; default: standard output. */
  logDestination?: LogDestination;
  compose?: Compose<C>;
  /** Absent here and in what `compose` returns: found by themselves below `blueprintsRoot`. */
  blueprints?: readonly Blueprint[];
  /** Default: the folder of the main module. */
  blueprintsRoot?: string | URL;
  sqs?: readonly QueuePoll[];
  /** Default: the system's. */
  clock?: Clock;
  /** Default: process.env. Peers and, without a config, everything is read from it. */
  environment?: Environment;
}

/** The service reads its own config, whose groups of gearSchema say which parts are on. */
interface GivenConfig<C> {
  config: C;
  noDb?: undefined;
  noJwt?: undefined;
}

/** Gear reads what it needs itself: the database and JWT unless they are off; Redis, SES and SQS where they are configured. */
interface OwnConfig {
  config?: undefined;
  noDb?: boolean;
  noJwt?: boolean;
}

export type GnarAppOptions<C extends GearConfig = GearConfig> = CommonOptions<C> &
  (GivenConfig<C> | OwnConfig);

/** An app of another config than gear's own must be given it; one that is not may leave out its options. */
export type OptionsFor<C extends GearConfig> = GearConfig extends C
  ? [options?: GnarAppOptions<C>]
  : [options: CommonOptions<C> & GivenConfig<C>];

/** Where a started app answers. */
export interface AppAddress {
  readonly port: number;
  readonly healthPort: number;
  readonly url: string;
  readonly healthUrl: string;
}

export interface RunningApp<C extends GearConfig = GearConfig> extends AppAddress {
  readonly parts: AppParts<C>;
  /** `METHOD /path` of each route, and the prefix of each mount. */
  readonly routes: readonly string[];
}
