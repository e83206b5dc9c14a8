import { readFile } from 'node:fs/promises';
import { parseObjects, type KubernetesObject } from '../checks/kubernetes-object.ts';

export type Overlay = 'local' | 'preview' | 'staging' | 'production';

/** What an overlay renders to. */
export async function renderedObjects(overlay: Overlay): Promise<KubernetesObject[]> {
  return parseObjects(await readFile(new URL(`../rendered/${overlay}.yaml`, import.meta.url), 'utf8'));
}
