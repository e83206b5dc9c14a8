import { type KubernetesObject, nameOf } from '../checks/kubernetes-object.ts';

export type Path = readonly (string | number)[];
/** Makes something wrong with rendered objects; they stay as they were, the answer is another list. */
export type Mutation = (objects: readonly KubernetesObject[]) => KubernetesObject[];

export const piste = 'Deployment/piste';
export const powder = 'Deployment/powder';
/** Where a workload says what its pods are, and their first container. */
export const pod = ['spec', 'template', 'spec'] as const;
export const container = [...pod, 'containers', 0] as const;

/** Takes a field away. */
export const without =
  (id: string, ...path: Path): Mutation =>
  (objects) =>
    changed(objects, id, path, (parent, key) => {
      if (!(key in parent)) throw new Error(`${id} has no ${path.join('.')}`);
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else Reflect.deleteProperty(parent, key);
    });

/** Writes a field anew. */
export const having =
  (id: string, path: Path, value: unknown): Mutation =>
  (objects) =>
    changed(objects, id, path, (parent, key) => {
      parent[key] = value;
    });

/** Takes a whole object away. */
export const withoutObject =
  (id: string): Mutation =>
  (objects) => {
    const rest = objects.filter((object) => !isMeant(object, id));
    if (rest.length === objects.length) throw new Error(`There is no ${id}`);
    return rest;
  };

function changed(
  objects: readonly KubernetesObject[],
  id: string,
  path: Path,
  change: (parent: Record<string, unknown>, key: string) => void,
): KubernetesObject[] {
  const copy = structuredClone([...objects]);
  const object = copy.find((one) => isMeant(one, id));
  if (object === undefined) throw new Error(`There is no ${id}`);
  let parent: unknown = object;
  for (const key of path.slice(0, -1)) parent = isRecord(parent) ? parent[String(key)] : undefined;
  if (!isRecord(parent)) throw new Error(`${id} has no ${path.slice(0, -1).join('.')}`);
  change(parent, String(path.at(-1)));
  return copy;
}

/** A generated ConfigMap or Secret is meant by its name without the hash. */
const isMeant = (object: KubernetesObject, id: string): boolean =>
  nameOf(object) === id || nameOf(object).replace(/-[a-z0-9]{10}$/, '') === id;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
