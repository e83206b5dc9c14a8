import { join } from 'node:path';
import type { Lodge } from '@gnar/lodge';
import type { ComposeFile } from './compose-file.ts';

export const portNames = [
  ...(['edge', 'edgeHealth', 'powder', 'powderHealth', 'piste', 'pisteHealth'] as const),
  ...(['offPiste', 'offPisteHealth', 'ses', 'sqs', 'stubs'] as const),
] as const;

export type PortName = (typeof portNames)[number];

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
  readonly port: Readonly<Record<PortName, number>>;
  /** A name and port within compose → the same here. */
  readonly names: Readonly<Record<string, string>>;
  readonly #lodge: Lodge;

  constructor({ compose, lodge, numbers, folder }: PlaceParts) {
    this.compose = compose;
    this.folder = folder;
    this.#lodge = lodge;
    const [edge = 0, edgeHealth = 0, powder = 0, powderHealth = 0, piste = 0, pisteHealth = 0] = numbers;
    const [offPiste = 0, offPisteHealth = 0, ses = 0, sqs = 0, stubs = 0] = numbers.slice(6);
    this.port = {
      ...{ edge, edgeHealth, powder, powderHealth, piste, pisteHealth },
      ...{ offPiste, offPisteHealth, ses, sqs, stubs },
    };
    this.names = {
      'postgres:5432': `${lodge.postgres.host}:${lodge.postgres.port}`,
      'valkey:6379': lodge.redis.endpoint,
      'lodge:9402': `127.0.0.1:${ses}`,
      'lodge:9403': `127.0.0.1:${sqs}`,
      'lodge:9406': `127.0.0.1:${stubs}`,
      'off-piste:8080': `127.0.0.1:${offPiste}`,
      'piste:8080': `127.0.0.1:${piste}`,
      'powder:8080': `127.0.0.1:${powder}`,
      'localhost:8080': `localhost:${edge}`,
    };
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

  #here(text: string): string {
    return Object.entries(this.names).reduce(
      (changed, [name, place]) => changed.replaceAll(name, place),
      text,
    );
  }

  /** Where this machine cannot be as compose says: its ports, and the passwords of its data stores. */
  #ownOf(service: string): Record<string, string> {
    const { owner, service: role } = this.#lodge.postgres;
    const { piste, pisteHealth, offPiste, offPisteHealth } = this.port;
    const serves = {
      GNAR_PG_PASSWORD: role.password,
      GNAR_REDIS_PASSWORD: '',
      GNAR_TRUSTED_PROXIES: '127.0.0.1',
    };
    switch (service) {
      case 'migrate':
        return { GNAR_PG_PASSWORD: role.password, GNAR_PG_OWNER_PASSWORD: owner.password };
      case 'piste':
        return { ...serves, GNAR_PORT: String(piste), GNAR_HEALTH_PORT: String(pisteHealth) };
      case 'off-piste':
        return { ...serves, GNAR_PORT: String(offPiste), GNAR_HEALTH_PORT: String(offPisteHealth) };
      default:
        return {};
    }
  }
}
