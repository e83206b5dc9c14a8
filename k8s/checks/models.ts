import { isRecord } from './is-record.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** Packages of models for the kinds that Kubernetes itself does not know, by their group. */
const packages: ReadonlyMap<string, string> = new Map([
  ['argoproj.io', '@kubernetes-models/argo-cd'],
  ['cert-manager.io', '@kubernetes-models/cert-manager'],
  ['external-secrets.io', '@kubernetes-models/external-secrets'],
  ['generators.external-secrets.io', '@kubernetes-models/external-secrets'],
  ['monitoring.coreos.com', '@kubernetes-models/prometheus-operator'],
]);

/** What Kubernetes 1.35 itself serves of the groups that we use; kubernetes-models also knows versions that are gone. */
const served: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/v1',
  'apps/v1',
  'autoscaling/v2',
  'batch/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'v1',
]);

interface Model {
  validate(): void;
}

/** The module that has the class and the type of a kind: `kubernetes-models/apps/v1/Deployment`. */
export function moduleOf({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string {
  return `${packages.get(groupOf({ apiVersion })) ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

const groupOf = ({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): string =>
  apiVersion.replace(/\/.*$/, '');

/**
 * Types, required fields and formats, as the kind's own schema has them. What no schema knows is the business of
 * `unknownFields`.
 */
export async function modelProblems(object: KubernetesObject): Promise<string[]> {
  const name = `${object.kind}/${object.metadata.name}`;
  if (!served.has(object.apiVersion) && !packages.has(groupOf(object))) {
    return [`${name}: Kubernetes does not serve ${object.apiVersion}`];
  }
  let model: Model;
  try {
    model = await construct(object);
  } catch (error) {
    return [`${name}: nothing is known of ${object.apiVersion} ${object.kind} (${messageOf(error)})`];
  }
  try {
    model.validate();
    return [];
  } catch (error) {
    return [`${name}: ${messageOf(error)}`];
  }
}

async function construct(object: KubernetesObject): Promise<Model> {
  const loaded: unknown = await import(moduleOf(object));
  const constructor: unknown = isRecord(loaded) ? loaded[object.kind] : undefined;
  if (typeof constructor !== 'function') throw new Error('no such class');
  const made: unknown = Reflect.construct(constructor, [object]);
  if (!isModel(made)) throw new Error('no model');
  return made;
}

const isModel = (value: unknown): value is Model =>
  isRecord(value) && typeof value['validate'] === 'function';
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
