import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { root } from '../../root.ts';
import { serviceImages } from '../environment.ts';
import type { Kubectl } from './kubectl.ts';

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type ClusterObject = z.infer<typeof objectSchema>;

/** What is applied, whole. */
export const renderedFile = (overlay: string): string => join(root, 'k8s', 'rendered', `${overlay}.yaml`);

export function rendered(overlay: string): ClusterObject[] {
  const text = readFileSync(renderedFile(overlay), 'utf8');
  return parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS()));
}

export const asText = (objects: readonly unknown[]): string =>
  objects.map((each) => stringify(each)).join('---\n');

const strictly = ['apply', '--server-side', '--validate=strict', '-f', '-'];
const namespace = ['--namespace', 'gnar'];

const isJob = ({ kind }: ClusterObject) => kind === 'Job';
const isService = ({ kind, metadata }: ClusterObject) =>
  kind === 'Deployment' && serviceImages.some((name) => name === metadata.name);
const isAwaited = (object: ClusterObject) =>
  ['Deployment', 'StatefulSet'].includes(object.kind) && !isService(object);

/**
 * Puts an overlay into a cluster in the order in which Argo CD does it: what everything needs, the data that is in the cluster,
 * the migrations, the services. Waits until each runs. Safe to repeat.
 */
export async function applyInOrder(overlay: string, kubectl: Kubectl): Promise<void> {
  const objects = rendered(overlay);
  const jobs = objects.filter(isJob);
  const services = objects.filter(isService);
  await kubectl.run(strictly, asText(objects.filter((each) => !isJob(each) && !isService(each))));
  for (const { kind, metadata } of objects.filter(isAwaited)) await rolledOut(kubectl, kind, metadata.name);
  for (const { metadata } of jobs) {
    // A Job cannot be changed.
    await kubectl.run([...namespace, 'delete', 'job', metadata.name, '--ignore-not-found']);
  }
  await kubectl.run(strictly, asText(jobs));
  for (const { metadata } of jobs) {
    await kubectl.run([
      ...namespace,
      'wait',
      '--for=condition=Complete',
      `job/${metadata.name}`,
      '--timeout=600s',
    ]);
  }
  await kubectl.run(strictly, asText(services));
  for (const { kind, metadata } of services) await rolledOut(kubectl, kind, metadata.name);
}

async function rolledOut(kubectl: Kubectl, kind: string, name: string): Promise<void> {
  await kubectl.run([...namespace, 'rollout', 'status', `${kind.toLowerCase()}/${name}`, '--timeout=300s']);
}

/**
 * Nothing is changed, all is judged: by the API server's schemas, by those of the installed definitions, by admission. In a
 * namespace of its own, so that nothing is compared with what `local` has there and cannot be changed.
 */
export async function dryRunOverlays(kubectl: Kubectl): Promise<void> {
  await kubectl.run(['create', 'namespace', 'dry-run']);
  for (const overlay of ['staging', 'production', 'preview']) {
    const objects = rendered(overlay).filter(({ kind }) => kind !== 'Namespace');
    const moved = objects.map((object) =>
      object.metadata.namespace === undefined
        ? object
        : { ...object, metadata: { ...object.metadata, namespace: 'dry-run' } },
    );
    await kubectl.run([...strictly, '--dry-run=server'], asText(moved));
  }
}
