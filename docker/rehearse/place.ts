import { join } from 'node:path';
import type { Lodge } from '@gnar/lodge';
import { nodeServices, services } from '../../services.ts';
import type { ComposeFile } from './compose-file.ts';

/** What listens somewhere: a service, `<service> health`, the edge and the stand-ins. */
export const portNames: readonly string[] = [
  ...['edge', ...services.map(({ name }) => name)].flatMap((name) => [name, `${name} health`]),
  ...['ses', 'sqs', 'stubs'],
];

interface PlaceParts {
  readonly compose: ComposeFile;
  readonly lodge: Lodge;
  /** Free ports, one for each name. */
  readonly numbers: readonly number[];
  /** Holds what containers would have in volumes. */
  readonly folder: string;
}

/** Where on this machine is what compose.yaml names. */
export class Place {
  readonly compose: ComposeFile;
  readonly folder: string;
  /** A name and port within compose → the same here. */
  readonly names: Readonly<Record<string, string>>;
  readonly #lodge: Lodge;
  readonly #ports: ReadonlyMap<string, number>;

  constructor({ compose, lodge, numbers, folder }: PlaceParts) {
    this.compose = compose;
    this.folder = folder;
    this.#lodge = lodge;
    this.#ports = new Map(portNames.map((name, index) => [name, numbers[index] ?? 0]));
    this.names = {
      'postgres:5432': `${lodge.postgres.host}:${lodge.postgres.port}`,
      'valkey:6379': lodge.redis.endpoint,
      'lodge:9402': `127.0.0.1:${this.port('ses')}`,
      'lodge:9403': `127.0.0.1:${this.port('sqs')}`,
      'lodge:9406': `127.0.0.1:${this.port('stubs')}`,
      ...Object.fromEntries(services.map(({ name }) => [`${name}:8080`, `127.0.0.1:${this.port(name)}`])),
      'localhost:8080': `localhost:${this.port('edge')}`,
    };
  }

  /** One of `portNames`, on this machine. @throws for another name */
  port(name: string): number {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`Nothing called "${name}" listens, only ${portNames.join(', ')}`);
    return port;
  }

  /** How compose.yaml starts a service, in this machine's words. */
  of(service: string): { environment: Record<string, string>; command: string[] | undefined } {
    const { environment = {}, command, volumes = [] } = this.compose.services[service] ?? {};
    const given: Record<string, string> = {};
    for (const [name, value] of Object.entries(environment)) given[name] = this.#here(String(value ?? ''));
    const volume = volumes.find((each) => each.endsWith(':/run/gnar:ro')) ?? '';
    const secrets = join(this.folder, 'secrets', volume.replace(/^secrets-|:.*$/g, ''));
    return {
      environment: { ...given, ...this.#ownOf(service) },
      command: command?.map((word) => word.replace('/run/gnar', secrets)),
    };
  }

  /** Longer names first: one may end as another does. */
  #here(text: string): string {
    return Object.entries(this.names)
      .toSorted(([one], [other]) => other.length - one.length)
      .reduce((changed, [name, place]) => changed.replaceAll(name, place), text);
  }

  /** Where this machine cannot be as compose says: its ports, and the passwords of its data stores. */
  #ownOf(container: string): Record<string, string> {
    const { owner, service: role } = this.#lodge.postgres;
    if (container.startsWith('migrate')) {
      return { GNAR_PG_PASSWORD: role.password, GNAR_PG_OWNER_PASSWORD: owner.password };
    }
    if (!nodeServices.some(({ name }) => name === container)) return {};
    return {
      GNAR_PG_PASSWORD: role.password,
      GNAR_REDIS_PASSWORD: '',
      GNAR_TRUSTED_PROXIES: '127.0.0.1',
      GNAR_PORT: String(this.port(container)),
      GNAR_HEALTH_PORT: String(this.port(`${container} health`)),
    };
  }
}
