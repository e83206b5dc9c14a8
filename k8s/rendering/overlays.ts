import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type KubernetesObject, parseObjects } from '../checks/kubernetes-object.ts';

/** The folder of the manifests. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders with a kustomization below `components` or `overlays`. */
export function foldersOf(kind: 'components' | 'overlays'): string[] {
  return readdirSync(`${root}${kind}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${root}${kind}/${entry.name}/kustomization.yaml`))
    .map(({ name }) => name)
    .toSorted();
}

export const overlayNames = (): string[] => foldersOf('overlays');

/** Where an overlay's rendered documents are kept. */
export const renderedFile = (overlay: string): string => `${root}rendered/${overlay}.yaml`;

/** The documents that are committed, and that GitOps applies. */
export const readRendered = (overlay: string): string => readFileSync(renderedFile(overlay), 'utf8');

export const renderedObjects = (overlay: string): KubernetesObject[] => parseObjects(readRendered(overlay));
