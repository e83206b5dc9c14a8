import { readFileSync } from 'node:fs';
import { publishedNames } from '../../infra/src/for-k8s.ts';
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

/** What `npm run infra:outputs` writes; what no program reads of it is for overlays, pipelines and people. */
export const writtenByInfra = ({ services, queues }: Product): ReadonlySet<string> =>
  new Set(
    [
      ...publishedNames,
      ...services.map(({ variable }) => `REGISTRY_${variable}`),
      ...queues.map(({ setting }) => setting),
    ].map((name) => `${prefix}${name}`),
  );

/** Whether a setting or a secret is that of queues, which no service has now: it stays for the next one that does. */
export const waitsForQueues = (name: string, { queues }: Product): boolean =>
  queues.length === 0 && name.startsWith(`${prefix}SQS_`);

/** Where a service finds a peer: what Kubernetes sets for its Service, or a setting of ours outside of production. */
export const peerVariable = (peer: string): string => `${variableOf(peer)}_SERVICE_PORT`;
