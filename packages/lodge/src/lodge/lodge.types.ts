/** The services a lodge can run, in the order in which they are named to people. */
export const lodgeServiceNames = ['postgres', 'redis', 'sqs', 'ses', 'stubs'] as const;

export type LodgeServiceName = (typeof lodgeServiceNames)[number];

export interface LodgeOptions {
  /** Absolute folder that keeps data between runs. Absent: a temporary folder, removed by stop(). */
  dataDir?: string;
  /** Which services to run. Default: all five. */
  services?: readonly LodgeServiceName[];
  /** A given port is used, or a PortTakenError says who holds it. Absent or 0: a free one. */
  ports?: Partial<Record<LodgeServiceName, number>>;
  /** `host:port` of an existing Redis to use instead of starting one. */
  redisEndpoint?: string;
  /**
   * Queues to create at start. Each gets a dead-letter queue `<name>-dead-letters`, into which a message
   * moves after five receives. Default: `['gnar-queue']`.
   */
  queues?: readonly string[];
  /**
   * Names other than those of this machine under which SQS, SES and the stubs answer, such as that of a container.
   * All others are refused: a site could let its own name point here.
   */
  hosts?: readonly string[];
  /** Called for each change in the state of a service. */
  onEvent?: (event: LodgeEvent) => void;
}

export interface LodgeEvent {
  service: LodgeServiceName;
  kind: 'starting' | 'ready' | 'died' | 'restarted' | 'given-up';
  /** Where it listens, for people. */
  place: string;
  /** One sentence for people. */
  detail: string;
}

export interface Credentials {
  username: string;
  password: string;
}

/** Where everything is: plain data, so that it can be handed to another process as JSON. */
export interface LodgeAddresses {
  /** `owner` owns the schema and may create databases; `service` reads and writes rows and has no DDL rights. */
  postgres: { host: string; port: number; database: string; owner: Credentials; service: Credentials };
  /** `endpoint` is `host:port`. */
  redis: { endpoint: string; flavour: RedisFlavour };
  sqs: { endpoint: string };
  /** `GET /store` lists the emails as JSON, `POST /clear-store` removes them, `/` is the inbox page. */
  ses: { endpoint: string };
  stubs: { endpoint: string };
}

/** `given`: not started by the lodge; `redis-server`: the real one, found on PATH; `embedded`: js-redis-server. */
export type RedisFlavour = 'given' | 'redis-server' | 'embedded';

export interface Lodge extends LodgeAddresses {
  /** The environment (GNAR_… names) that points a service at this lodge. */
  environment(): Record<string, string>;
  /** Process id of the server itself, for tests that kill it; undefined while it is down or not ours. */
  pid(service: LodgeServiceName): number | undefined;
  /** Takes one service down and leaves it down, for tests of failure. */
  stopService(service: LodgeServiceName): Promise<void>;
  /** Brings a stopped (or given-up) service back on its port with its data. */
  startService(service: LodgeServiceName): Promise<void>;
  /** Stops everything, within a few seconds, and removes a temporary folder. */
  stop(): Promise<void>;
}
