import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checks } from '../checks/all.ts';
import { type KubernetesObject, ofKind, parseObjects } from '../checks/kubernetes-object.ts';
import { placeOf } from '../checks/place.ts';
import { product } from '../checks/product.ts';
import { routesOf } from '../checks/ways-in.ts';
import { findKustomize, type Render } from '../rendering/kustomize.ts';
import { root } from '../rendering/overlays.ts';

const render = await findKustomize();
const withKustomize = render === undefined ? it.skip : it;
const why = render === undefined ? ' (skipped: neither kubectl nor kustomize is on PATH)' : '';

/** What Argo CD's ApplicationSet does with the overlay for a branch: a namespace, and a patch of two settings. */
async function previewOf(branch: string, kustomize: Render | undefined): Promise<KubernetesObject[]> {
  if (kustomize === undefined) throw new Error(why);
  // As deep as the overlay, so that its ways to bases and components hold, and where no other test looks.
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist', 'preview-'));
  try {
    await cp(join(root, 'overlays', 'preview'), folder, { recursive: true });
    const file = join(folder, 'kustomization.yaml');
    const edited = (await readFile(file, 'utf8'))
      .replace('namespace: gnar-preview', `namespace: gnar-${branch}`)
      .replace('patches:\n', `patches:\n${patchOf(`${branch}.preview.staging.example.com`)}`);
    await writeFile(file, edited);
    return parseObjects(await kustomize(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const patchOf = (host: string) => `  - target:
      kind: ConfigMap
      name: gnar
    patch: |
      - op: replace
        path: /data/GNAR_APP_HOST
        value: ${host}
      - op: replace
        path: /data/GNAR_EMAIL_HOST
        value: https://${host}
`;

describe('the preview of a branch', () => {
  withKustomize(
    `has its own namespace, host, certificate and database, and keeps every promise${why}`,
    async () => {
      const objects = await previewOf('better-snow', render);
      expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(
        new Set(['gnar-better-snow', undefined]),
      );
      expect(ofKind(objects, 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['gnar-better-snow']);
      expect(new Set(routesOf(objects).map(({ host }) => host))).toEqual(
        new Set(['better-snow.preview.staging.example.com']),
      );
      expect(ofKind(objects, 'Certificate')).toEqual([
        expect.objectContaining({
          spec: expect.objectContaining({ dnsNames: ['better-snow.preview.staging.example.com'] }),
        }),
      ]);
      for (const check of Object.values(checks))
        expect(check(objects, placeOf('preview'), product)).toEqual([]);
    },
  );
});
