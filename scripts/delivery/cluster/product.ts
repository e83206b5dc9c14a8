import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { root } from '../../root.ts';
import { serviceImages } from '../environment.ts';
import { kubectl } from './kubectl.ts';

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type ClusterObject = z.infer<typeof objectSchema>;

export function rendered(overlay: string): ClusterObject[] {
  const text = readFileSync(join(root, 'k8s', 'rendered', `${overlay}.yaml`), 'utf8');
  return parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS()));
}

export const asText = (objects: readonly unknown[]): string =>
  objects.map((each) => stringify(each)).join('---\n');

const strictly = ['apply', '--server-side', '--validate=strict', '-f', '-'];

/** What Argo CD does in waves: what everything needs, the data, the migrations, the services. */
export async function applyLocal(): Promise<void> {
  const objects = rendered('local');
  const isData = ({ kind }: ClusterObject) => kind === 'StatefulSet';
  const isJob = ({ kind }: ClusterObject) => kind === 'Job';
  const isService = ({ kind, metadata }: ClusterObject) =>
    kind === 'Deployment' && serviceImages.some((name) => name === metadata.name);
  const isLater = (object: ClusterObject) => isJob(object) || isService(object);
  await kubectl(strictly, asText(objects.filter((object) => !isLater(object))));
  for (const { kind, metadata } of objects.filter(
    (object) => isData(object) || (object.kind === 'Deployment' && !isService(object)),
  )) {
    await rolledOut(kind, metadata.name);
  }
  await kubectl(strictly, asText(objects.filter(isJob)));
  await kubectl(['-n', 'gnar', 'wait', '--for=condition=Complete', 'job/migrate', '--timeout=300s']);
  await kubectl(strictly, asText(objects.filter(isService)));
  for (const service of serviceImages) await rolledOut('Deployment', service);
}

async function rolledOut(kind: string, name: string): Promise<void> {
  await kubectl(['-n', 'gnar', 'rollout', 'status', `${kind.toLowerCase()}/${name}`, '--timeout=300s']);
}

/** Nothing is changed, all is judged: by the API server's schemas, by those of the installed definitions, by admission. */
export async function dryRunOverlays(): Promise<void> {
  for (const overlay of ['staging', 'production', 'production-gateway', 'preview']) {
    const objects = rendered(overlay);
    for (const { metadata } of objects.filter(({ kind }) => kind === 'Namespace')) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: metadata.name } };
      await kubectl(['apply', '--server-side', '-f', '-'], asText([namespace]));
    }
    // The image of a Job cannot be changed, not even in thought: `local` has put its own there.
    const judged = objects.filter(({ kind }) => kind !== 'Job');
    await kubectl([...strictly, '--dry-run=server', '--force-conflicts'], asText(judged));
  }
}
