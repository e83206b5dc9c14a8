import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bakeFile, bakeVariables, deliveryFolder, layerCache, useBuilder } from './images.ts';
import { program } from './program.ts';

const metadataSchema = z.record(z.string(), z.unknown());
const digestSchema = z.object({ 'containerimage.digest': z.string().regex(/^sha256:[0-9a-f]{64}$/) });

export interface PushOptions {
  /** What is built; 40 hexadecimal digits. */
  readonly commit: string;
  readonly tag: string;
}

/**
 * Builds targets of docker/bake.json for both kinds of machine and pushes each to a repository of its own, with provenance and
 * SBOM attached. @returns each image by its digest
 */
export async function pushImages<Image extends string>(
  repositories: Readonly<Record<Image, string>>,
  { commit, tag }: PushOptions,
): Promise<Record<Image, string>> {
  await mkdir(deliveryFolder, { recursive: true });
  await useBuilder({ emulate: true });
  const env = await bakeVariables(commit);
  const metadata = join(deliveryFolder, 'metadata.json');
  const images = Object.entries<string>(repositories);
  await program(
    'docker',
    [
      ...['buildx', 'bake', '--file', bakeFile, ...layerCache(Object.keys(repositories))],
      ...images.flatMap(([image, repository]) => [
        ...['--set', `${image}.tags=${repository}:${tag}`],
        ...['--set', `${image}.output=type=image,push=true,rewrite-timestamp=true`],
      ]),
      ...['--metadata-file', metadata, ...images.map(([image]) => image)],
    ],
    { env },
  );
  const written = metadataSchema.parse(JSON.parse(await readFile(metadata, 'utf8')));
  const pushed = images.map(([image, repository]) => {
    const { 'containerimage.digest': digest } = digestSchema.parse(written[image]);
    return [image, `${repository}@${digest}`];
  });
  return Object.fromEntries(pushed) as Record<Image, string>;
}
