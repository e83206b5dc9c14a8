import { readFileSync } from 'node:fs';
import { variableOf } from '../../services.ts';
import type { Product } from './product.ts';

export const prefix = 'GNAR_';

/** What the image of pages reads as it starts: the names in its shell script. */
export function pagesRead(): ReadonlySet<string> {
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
export const notForPods = ({ services }: Product): ReadonlySet<string> =>
  new Set(
    [
      ...services.map(({ variable }) => `REGISTRY_${variable}`),
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
      'SES_CONFIGURATION_SET',
      'SHELL_DOCUMENT',
    ].map((name) => `${prefix}${name}`),
  );

/** Where a service finds a peer: what Kubernetes sets for its Service, or a setting of ours outside of production. */
export const peerVariable = (peer: string): string => `${variableOf(peer)}_SERVICE_PORT`;
