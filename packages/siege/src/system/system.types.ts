import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { DataStores } from './data-stores.ts';
import type { Mailbox } from './mailbox.ts';
import type { Ports } from './ports.ts';
import type { ComponentName, Replica } from './replica.types.ts';

export const dataStores = ['postgres', 'redis', 'sqs', 'ses', 'stubs'] as const;

export interface SystemOptions {
  /** Folder of another checkout whose product is to run. Absent: this one's. */
  readonly against?: string;
  /** Folder that keeps the built images for the next run with the same source. Absent: they are built, and removed. */
  readonly images?: string;
  /** GNAR_… settings of both replicas of piste on top of compose's, as production has them. */
  readonly pisteSettings?: Readonly<Record<string, string>>;
  /** Called with a line for each step. */
  readonly log?: (line: string) => void;
}

export interface ExtraService extends Replica {
  output(): string;
  stop(): Promise<void>;
}

/** The product in production mode, as its images run it, on this machine's loopback. */
export interface System {
  readonly urls: {
    readonly edge: string;
    readonly edgeHealth: string;
    readonly powder: string;
    readonly powderHealth: string;
  };
  readonly piste: readonly [Replica, Replica];
  /** One of each other service that is no page. */
  readonly others: readonly Replica[];
  /** Those of the others that no public path leads to: only services ask them. */
  readonly peers: readonly Replica[];
  readonly data: DataStores;
  readonly mailbox: Mailbox;
  /** As the owner of the schema, past every proxy. */
  readonly database: pg.Pool;
  /** Past every proxy. */
  readonly redis: Redis;
  readonly ports: Ports;
  /** What the services were given in secrets.env: attacks sign with the right key and wrong claims. */
  readonly secrets: Readonly<Record<string, string>>;
  pid(name: ComponentName): number | undefined;
  /** Resolves when it is gone; it stays away. Default: SIGKILL. */
  kill(name: ComponentName, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** On the same port, with its data. Resolves when it answers; kills nothing. */
  restart(name: ComponentName): Promise<void>;
  /** Everything that a component of ours has printed, across its restarts. */
  output(name: ComponentName): string;
  /** One more replica of piste, with other settings, for as long as it is wanted. */
  startExtra(settings: Readonly<Record<string, string>>): Promise<ExtraService>;
  stop(): Promise<void>;
}
