import type { Blueprint } from '../http/define-blueprint.ts';
import type { GearConfig } from '../config/gear-schema.ts';
import type { Environment } from '../config/read-config.ts';
import type { LogDestination } from '../logging/logger.ts';
import type { OutboxHandlers } from '../jobs/outbox-relay.ts';
import type { QueuePoll } from '../queues/queue-poller.ts';
import type { Clock } from '../clock/clock.ts';
import type { GnarApp } from './gnar-app.ts';

export interface GnarAppOptions<C extends GearConfig = GearConfig> {
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
  /** Read by the service's own config.ts; absent: gear reads what it needs itself. */
  config?: C;
  /** Absent: found by themselves below `blueprintsRoot`. */
  blueprints?:
    readonly Blueprint[] | ((app: GnarApp<C>) => readonly Blueprint[] | Promise<readonly Blueprint[]>);
  /** Default: the folder of the main module. */
  blueprintsRoot?: string | URL;
  noDb?: boolean;
  noJwt?: boolean;
  sqs?: readonly QueuePoll[] | ((app: GnarApp<C>) => readonly QueuePoll[]);
  /** What delivers the outbox; with it this process runs the relay. */
  outbox?: (app: GnarApp<C>) => OutboxHandlers;
  /** Default: the system's. */
  clock?: Clock;
  /** Default: process.env. Peers and, without a config, everything is read from it. */
  environment?: Environment;
}

/** Where a started app answers. */
export interface AppAddress {
  readonly port: number;
  readonly healthPort: number;
  readonly url: string;
  readonly healthUrl: string;
}
