import { isRecord } from '../checks/is-record.ts';
import type { KubernetesObject } from '../checks/kubernetes-object.ts';

/** An object with one wrong field, and where. */
export interface Misspelling {
  /** Kind and path, list positions left out: `Deployment.spec.template`. */
  readonly place: string;
  readonly object: KubernetesObject;
}

/** Maps with free keys. */
const freeMaps = new Set([
  'annotations',
  'data',
  'labels',
  'limits',
  'matchLabels',
  'nodeSelector',
  'requests',
  'selector',
  'stringData',
]);

/** An unknown field, put once into every part of an object that has a schema of its own. */
export function misspellings(object: KubernetesObject): Misspelling[] {
  return partsOf(object, [], object.kind).map(({ path, place }) => {
    const copy = structuredClone(object);
    let part: unknown = copy;
    for (const key of path) part = isRecord(part) ? part[key] : undefined;
    if (!isRecord(part)) throw new Error(`${place} is no part of the object`);
    part['misspelt'] = 'x';
    return { place, object: copy };
  });
}

interface Part {
  readonly path: readonly string[];
  readonly place: string;
}

function partsOf(value: unknown, path: readonly string[], place: string): Part[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => partsOf(item, [...path, String(index)], place));
  }
  if (!isRecord(value)) return [];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    // The selector of a Service is a free map, the one of a Deployment has a form.
    freeMaps.has(key) &&
    !Array.isArray(item) &&
    !(key === 'selector' && isRecord(item) && 'matchLabels' in item)
      ? []
      : partsOf(item, [...path, key], `${place}.${key}`),
  );
  return [{ path, place }, ...inner];
}
