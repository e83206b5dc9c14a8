import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';
import { serviceImages } from './environment.ts';
import { program } from './program.ts';
import { pipelineImages } from './tool-table.ts';

/** What a pipeline hands from one job to the next. */
export const deliveryFolder = join(root, '.gnar', 'delivery');
export const bakeFile = 'docker/bake.json';

/** Targets of docker/bake.json that run in a laptop's cluster. */
export const clusterImages = [...serviceImages, 'lodge'] as const;

const published = join(deliveryFolder, 'images.json');
const reference = z.string().regex(/^[a-z0-9.-]+\/[a-z0-9/-]+@sha256:[0-9a-f]{64}$/);
export const publishedSchema = z.strictObject(
  Object.fromEntries(serviceImages.map((image) => [image, reference])),
);

/** A service's image, by its digest. */
export type PublishedImages = z.infer<typeof publishedSchema>;

export const archiveOf = (image: string): string => join(deliveryFolder, `${image}.tar`);

export async function writePublished(images: PublishedImages): Promise<void> {
  await mkdir(dirname(published), { recursive: true });
  await writeFile(published, `${JSON.stringify(publishedSchema.parse(images), null, 2)}\n`);
}

/** What this pipeline has published; absent where there is no registry yet. */
export async function readPublished(): Promise<PublishedImages | undefined> {
  if (!existsSync(published)) return undefined;
  return publishedSchema.parse(JSON.parse(await readFile(published, 'utf8')));
}

/** The commit that is built, as git says it and not an input of the run. */
export async function builtCommit(): Promise<string> {
  return (await program('git', ['rev-parse', 'HEAD'], { quiet: true })).trim();
}

/** A builder of its own: the engine's default one makes neither images for two platforms nor their attestations. */
export async function useBuilder({ emulate }: { readonly emulate: boolean }): Promise<void> {
  if (emulate) {
    await program('docker', ['run', '--rm', '--privileged', pipelineImages.emulator, '--install', 'arm64']);
  }
  const create = ['buildx', 'create', '--name', 'gnar', '--driver', 'docker-container', '--use'];
  if (process.env['DOCKER_HOST'] === undefined) {
    await program('docker', create);
    return;
  }
  // An engine behind TLS, told of by the environment, is one that a builder knows only as a context.
  await program('docker', ['context', 'create', 'forge']);
  await program('docker', [...create, 'forge']);
}

/** Variables of docker/bake.json, the same for every build of a commit: labels, and one clock for all layers. */
export async function bakeVariables(commit: string): Promise<Record<string, string>> {
  const time = await program('git', ['show', '-s', '--format=%ct', commit], { quiet: true });
  const source = process.env['CI_PROJECT_URL'] ?? githubRepository() ?? 'unknown';
  return { REVISION: commit, SOURCE: source, SOURCE_DATE_EPOCH: time.trim() };
}

function githubRepository(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  return server !== undefined && repository !== undefined ? `${server}/${repository}` : undefined;
}

/** Layers of earlier runs, kept by the forge's cache: a folder for each image, or the last to be written would be the only one. */
export function layerCache(images: readonly string[]): string[] {
  const folder = (image: string) => join(root, '.gnar', 'layers', image);
  return images.flatMap((image) => [
    ...['--set', `${image}.cache-from=type=local,src=${folder(image)}`],
    ...['--set', `${image}.cache-to=type=local,dest=${folder(image)},mode=max`],
  ]);
}
