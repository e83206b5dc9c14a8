import { join } from 'node:path';
import type { Lodge } from '@gnar/lodge';
import { variableOf } from '../../../../services.ts';
import type { ComposeService } from './checkout.ts';
import type { Replica } from './replica.types.ts';

/** The origin of the links in emails; production refuses plain http. */
export const pagesOrigin = 'https://gnar.example.com';

export interface Surroundings {
  readonly lodge: Lodge;
  /** Holds the secrets that compose makes up. */
  readonly secrets: string;
  /** Where services find each other: the ports of each one's replicas. */
  readonly upstreams: ReadonlyMap<string, readonly number[]>;
}

/** The environment of a service in compose, with this machine's addresses, and without what compose relaxes for a laptop. */
export function serviceStart(
  service: ComposeService,
  { lodge, secrets, upstreams }: Surroundings,
  { port, healthPort, ways }: Pick<Replica, 'port' | 'healthPort' | 'ways'>,
): { environment: Record<string, string>; command: string[] } {
  const addresses = [...upstreams].map(([name, [at = 0]]) => [name, `127.0.0.1:${at}`] as const);
  const places: Record<string, string> = {
    'postgres:5432': ways.postgres.endpoint,
    'valkey:6379': ways.redis.endpoint,
    'http://lodge:9402': lodge.ses.endpoint,
    'http://lodge:9403': lodge.sqs.endpoint,
    'http://lodge:9406': lodge.stubs.endpoint,
    ...Object.fromEntries(addresses.map(([name, address]) => [`//${name}:8080`, `//${address}`])),
    '/run/gnar': join(secrets, 'services'),
  };
  const here = (text: string) =>
    Object.entries(places).reduce((changed, [name, place]) => changed.replaceAll(name, place), text);
  const composed = Object.entries(service.environment).map(
    ([name, value]) => [name, here(String(value ?? ''))] as const,
  );
  return {
    command: (service.command ?? []).map(here),
    environment: {
      ...Object.fromEntries(composed),
      GNAR_PRODUCTION: 'true',
      GNAR_EMAIL_HOST: pagesOrigin,
      // As Kubernetes names it: production reads no other.
      ...Object.fromEntries(
        addresses.map(([name, address]) => [`${variableOf(name)}_SERVICE_PORT`, `tcp://${address}`]),
      ),
      GNAR_RECAPTCHA_API_URL: `${lodge.stubs.endpoint}/recaptcha/api/siteverify`,
      GNAR_TRUSTED_PROXIES: '127.0.0.1',
      GNAR_PG_PASSWORD: lodge.postgres.service.password,
      GNAR_REDIS_PASSWORD: '',
      GNAR_PORT: String(port),
      GNAR_HEALTH_PORT: String(healthPort),
    },
  };
}

/** The migrations, once, as their owner. */
export function migrationStart(
  service: ComposeService,
  { lodge, secrets }: Surroundings,
): { environment: Record<string, string>; command: string[] } {
  const { host, port, database, owner, service: role } = lodge.postgres;
  return {
    command: (service.command ?? []).map((word) => word.replace('/run/gnar', join(secrets, 'migrate'))),
    environment: {
      GNAR_PG_ENDPOINT: `${host}:${port}`,
      GNAR_PG_DATABASE: database,
      GNAR_PG_USERNAME: role.username,
      GNAR_PG_PASSWORD: role.password,
      GNAR_PG_OWNER_USERNAME: owner.username,
      GNAR_PG_OWNER_PASSWORD: owner.password,
    },
  };
}
