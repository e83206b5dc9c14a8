/**
 * One entry of the manifest: what start, build, images, compose, nginx, docs, jest, k8s and infra must know of a service. What
 * is left out, it does not have. Everything else follows from the name:
 *
 * - its folder `services/<name>` and its package `@gnar/<name>`;
 * - its programs: `src/main.ts`, and `src/migrate.ts` where it owns migrations;
 * - its settings: `src/config.ts` exports them as `<camelCaseName>Schema`;
 * - its image, its workload and its service account, `<name>`; its Kubernetes Service, `<name>-service`;
 * - where its peers find it: `GNAR_<NAME>_SERVICE_PORT` in development, `<NAME>_SERVICE_PORT` in production;
 * - its registry: `GNAR_REGISTRY_<NAME>`; its port for a developer to change: `GNAR_DEV_<NAME>_PORT`.
 */
export interface ServiceEntry {
  /** Lower-case words joined by `-`, 20 characters at most. */
  readonly name: string;
  /** `node`: a GnarApp with a health port. `page`: built files that nginx serves. */
  readonly kind: 'node' | 'page';
  /** Where it listens on a developer's machine; a node service's health port is HEALTH_PORT_OFFSET above it. */
  readonly port: number;
  readonly needs?: Partial<Needs>;
  /** What of the public address leads here. The longest path wins, whichever service declares it. None: only peers reach it. */
  readonly paths?: readonly (string | PublicPath)[];
  /** Whether `src/migrate.ts` brings the database's schema up to date before any service starts. */
  readonly migrations?: boolean;
  /** Default: the name. */
  readonly image?: string;
  /** Settings that compose lets a developer choose, without `GNAR_`, and their values unless chosen. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What a service cannot run without. */
export interface Needs {
  /** Postgres, as the services' role. */
  readonly database: boolean;
  readonly redis: boolean;
  /** It sends email (SES). */
  readonly email: boolean;
  /** It calls APIs of other companies, for which the lodge has stand-ins: the breach list, the captcha. */
  readonly standIns: boolean;
  /** The SQS queues that it sends to or receives from; each has a dead-letter queue. */
  readonly queues: readonly QueueUse[];
  /** The services that it asks, by name. They start before it, and only it may reach those that have no public paths. */
  readonly peers: readonly string[];
}

export interface QueueUse {
  /** The queue on a developer's machine; in AWS the environment's prefix takes the place of `gnar`. Begins with `gnar-`. */
  readonly name: string;
  /** The setting that names it, without `GNAR_`. Services that share a queue share the setting. */
  readonly setting: string;
  readonly use: 'send' | 'receive' | 'both';
}

export interface PublicPath {
  /**
   * Matches whole segments: `/user` means `/user` and everything below it, never `/users`. A path whose last segment has a dot,
   * `/openapi.json`, means that one file.
   */
  readonly path: string;
  /** Its answers are the same for every caller, so that they may be compressed (BREACH). */
  readonly sameForAll?: boolean;
  /** The largest request body that gets as far as the service. Default: 64. */
  readonly maxBodyKiB?: number;
  /** Event streams, web sockets, long downloads and uploads: passed on as they come, for as long as they last. */
  readonly stream?: boolean;
}

/** An entry with everything that follows from it. */
export interface Service extends Required<Omit<ServiceEntry, 'needs' | 'paths'>> {
  readonly needs: Needs;
  readonly paths: readonly Required<PublicPath>[];
  /** Below the root: `services/ski-lift`. */
  readonly folder: string;
  /** `@gnar/ski-lift` */
  readonly packageName: string;
  /** As names of variables spell it: `SKI_LIFT`. */
  readonly variable: string;
  /** Health and metrics in development. */
  readonly healthPort: number;
}

/** A public path and the service that answers below it. */
export interface Route extends Required<PublicPath> {
  readonly service: string;
  /** Whether it means this one file rather than everything below it. */
  readonly exact: boolean;
}

/** A queue and the services that use it. */
export interface Queue {
  readonly name: string;
  readonly setting: string;
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
}

/** What tools read of all entries together. */
export interface Manifest {
  readonly services: readonly Service[];
  readonly routes: readonly Route[];
  readonly queues: readonly Queue[];
}
