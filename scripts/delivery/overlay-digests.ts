import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isSeq, parse, parseDocument } from 'yaml';
import { z } from 'zod';
import { root } from '../root.ts';
import { serviceImages, type DeployedEnvironment } from './environment.ts';
import { publishedSchema, type PublishedImages } from './images.ts';
import { program } from './program.ts';

/** What a deployment changes, and nothing else; relative to the repository. */
export function deployedFiles(environment: DeployedEnvironment): readonly [string, ...string[]] {
  return [`k8s/overlays/${environment}/images/kustomization.yaml`, `k8s/rendered/${environment}.yaml`];
}

/**
 * Puts registry and digest of each service into the text of an overlay's `images/kustomization.yaml`; comments and other images
 * stay as they are. @throws Error when the text does not name one of them
 */
export function withDigests(text: string, images: PublishedImages): string {
  const document = parseDocument(text);
  const list = document.get('images');
  if (!isSeq(list)) throw new Error('There is no list of images.');
  for (const [service, image] of Object.entries(images)) {
    const entry = list.items.find((item) => isMap(item) && item.get('name') === `gnar/${service}`);
    if (!isMap(entry)) throw new Error(`There is no gnar/${service} in the list of images.`);
    const [newName, digest] = image.split('@');
    entry.set('newName', newName);
    entry.set('digest', digest);
    entry.delete('newTag');
  }
  return document.toString({ lineWidth: 0 });
}

const overlaySchema = z.object({
  images: z.array(
    z.object({ name: z.string(), newName: z.string().optional(), digest: z.string().optional() }),
  ),
});

/** The services' images in such a text; nothing when there are none yet: the example has zeros for digests. */
export function digestsIn(text: string): PublishedImages | undefined {
  const { images } = overlaySchema.parse(parse(text));
  const found = serviceImages.map((service) => {
    const image = images.find(({ name }) => name === `gnar/${service}`);
    return [service, `${image?.newName ?? ''}@${image?.digest ?? ''}`] as const;
  });
  if (found.some(([, image]) => /@sha256:0+$/.test(image))) return undefined;
  return publishedSchema.parse(Object.fromEntries(found));
}

/** Writes the digests into the overlay and renders it anew: what Argo CD applies is the rendered file. */
export async function writeDigests(
  environment: DeployedEnvironment,
  images: PublishedImages,
  folder = root,
): Promise<void> {
  const [overlay] = deployedFiles(environment);
  const path = join(folder, overlay);
  await writeFile(path, withDigests(await readFile(path, 'utf8'), images));
  await render(environment, folder);
}

/** `k8s/rendered/<environment>.yaml`, as the tests of k8s want it. */
export async function render(environment: DeployedEnvironment, folder = root): Promise<void> {
  const overlay = join(folder, 'k8s', 'overlays', environment);
  const text = await program('kubectl', ['kustomize', overlay], { quiet: true });
  await writeFile(join(folder, 'k8s', 'rendered', `${environment}.yaml`), text);
}
