import { nodeServices, services } from '../../services.ts';
import { isRecord } from '../checks/is-record.ts';
import { type KubernetesObject, nameOf } from '../checks/kubernetes-object.ts';

/** A field, a place in a list, or the item of a list that has these fields. */
type Key = string | number | Readonly<Record<string, string>>;
export type Path = readonly Key[];
/** Breaks something in rendered objects: they stay as they were, the result is another list. */
export type Mutation = (objects: readonly KubernetesObject[]) => KubernetesObject[];

const nameOfFirst = (all: typeof services): string => all[0]?.name ?? '';

/** Any node service that is public, and the one with the pages, to break by hand. */
export const service = nameOfFirst(nodeServices.filter(({ paths }) => paths.length > 0));
export const pages = nameOfFirst(services.filter(({ kind }) => kind === 'page'));
export const serviceDeployment = `Deployment/${service}`;
export const pagesDeployment = `Deployment/${pages}`;
/** A service and the peer that it asks; absent where no service has one. */
export const asking = nodeServices.flatMap(({ name, needs }) =>
  needs.peers.map((peer) => ({ name, peer })),
)[0];
/** Where a workload has its pods, and their first container. */
export const pod = ['spec', 'template', 'spec'] as const;
export const container = [...pod, 'containers', 0] as const;

/** Takes a field away. */
export const without =
  (id: string, ...path: Path): Mutation =>
  (objects) =>
    changed(objects, id, path, (parent, key) => {
      if (!(key in parent)) throw new Error(`${id} has no ${shown(path)}`);
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
  for (const key of path.slice(0, -1)) parent = isRecord(parent) ? parent[fieldOf(parent, key)] : undefined;
  if (!isRecord(parent)) throw new Error(`${id} has no ${shown(path.slice(0, -1))}`);
  change(parent, fieldOf(parent, path.at(-1) ?? ''));
  return copy;
}

function fieldOf(parent: Record<string, unknown>, key: Key): string {
  if (typeof key !== 'object') return String(key);
  const wanted = Object.entries(key);
  return String(
    Object.values(parent).findIndex(
      (item) => isRecord(item) && wanted.every(([name, value]) => item[name] === value),
    ),
  );
}

const shown = (path: Path): string => path.map((key) => JSON.stringify(key)).join('.');

/** A generated ConfigMap or Secret is meant by its name without the hash. */
const isMeant = (object: KubernetesObject, id: string): boolean =>
  nameOf(object) === id || nameOf(object).replace(/-[a-z0-9]{10}$/, '') === id;
