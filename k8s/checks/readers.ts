import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { offPisteSchema } from '@gnar/off-piste/config';
import { pisteSchema } from '@gnar/piste/config';
import { migrationSchema } from '@gnar/piste/migrate';

export type Schema = Readonly<Record<string, z.ZodType>>;

export const prefix = 'GNAR_';

/** The programs of ours that read their environment by a schema, by the container that runs them. */
export const schemas: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ['piste', pisteSchema],
  ['off-piste', offPisteSchema],
  ['migrate', migrationSchema],
]);

/** What powder's image reads as it starts: the names in its shell script. */
export function powderReads(): ReadonlySet<string> {
  const script = readFileSync(new URL('../../docker/web/start.sh', import.meta.url), 'utf8');
  return new Set([...script.matchAll(/\$\{(GNAR_[A-Z0-9_]+)/g)].map(([, name = '']) => name));
}

/** What the images of others read, by container. */
export const ofOthers: ReadonlyMap<string, readonly string[]> = new Map([
  ['postgres', ['POSTGRES_DB', 'POSTGRES_USER', 'POSTGRES_PASSWORD']],
  // Read by valkey-cli, and by the command that starts the server.
  ['valkey', ['REDISCLI_AUTH']],
  // Named in its own configuration; a test compares.
  ['log-agent', ['LOG_GROUP', 'AWS_REGION']],
]);

/**
 * What `npm run infra:outputs` writes beside what the services read: for the overlay itself (its host, its registries), for
 * pipelines and for people.
 */
export const notForPods: ReadonlySet<string> = new Set(
  [
    'APP_HOST',
    'ASSETS_HOST',
    'CERTIFICATE_ARN',
    'CLUSTER_ADMINISTRATOR_ROLE',
    'CLUSTER_NAME',
    'DELIVERY_ROLE_GITHUB',
    'DELIVERY_ROLE_GITLAB',
    'ENGINEER_ROLE',
    'LOG_GROUP',
    'NAME_SERVERS',
    'PG_DIRECT_ENDPOINT',
    'PG_OWNER_SECRET_ARN',
    'PG_READER_ENDPOINTS',
    'PG_SERVICE_SECRET_ARN',
    'PLAN_ROLE_GITHUB',
    'PLAN_ROLE_GITLAB',
    'REDIS_USER_ID',
    'REGION',
    'REGISTRY_OFF_PISTE',
    'REGISTRY_PISTE',
    'REGISTRY_POWDER',
    'SES_CONFIGURATION_SET',
    'SHELL_DOCUMENT',
  ].map((name) => `${prefix}${name}`),
);

/** Where piste looks for off-piste: what Kubernetes sets for a Service, or by a name of ours where nobody is in production. */
export const peerVariable = (service: string): string =>
  `${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_SERVICE_PORT`;
