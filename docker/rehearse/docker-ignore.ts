import { readFile } from 'node:fs/promises';
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
      glob: globToRegExp(line.replace(/^!?\/?|\/$/g, '')),
    }));
  return (path) => {
    const folders = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    const last = patterns.findLast(({ glob }) => folders.some((folder) => glob.test(folder)));
    return last?.excludes !== true;
  };
}

/** Unlike a shell's, it knows no hidden files: `*` matches a leading dot. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|[*?]|[^\w/]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}

/** As the repository's own .dockerignore says. */
export async function readDockerIgnore(): Promise<InContext> {
  return parseDockerIgnore(await readFile(repository('.dockerignore'), 'utf8'));
}
