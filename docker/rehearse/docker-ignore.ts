import { readFile } from 'node:fs/promises';
import { matchesGlob } from 'node:path';
import { repository } from './repository.ts';

/** Whether a path of the repository (forward slashes) reaches the builder. */
export type InContext = (path: string) => boolean;

/**
 * The rules of .dockerignore: the last pattern that matches a path, or a folder above it, decides; `!` lets in again.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function parseDockerIgnore(text: string): InContext {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      excludes: !line.startsWith('!'),
      glob: line.replace(/^!/, '').replace(/^\/|\/$/g, ''),
    }));
  return (path) => {
    const folders = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    const last = patterns.findLast(({ glob }) => folders.some((folder) => matchesGlob(folder, glob)));
    return last?.excludes !== true;
  };
}

/** As the repository's own .dockerignore says. */
export async function readDockerIgnore(): Promise<InContext> {
  return parseDockerIgnore(await readFile(repository('.dockerignore'), 'utf8'));
}
