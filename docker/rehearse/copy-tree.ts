import { copyFile, link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface CopyOptions {
  /** Told the path within the source; a folder that is not kept may still hold what is. */
  keeps?: (path: string) => boolean;
  /** The same file in both places, where none of them is changed later: a hundred megabytes in a moment. */
  shared?: boolean;
}

/** Copies a file or the content of a folder, links as links. */
export async function copyTree(source: string, target: string, options: CopyOptions = {}): Promise<void> {
  const { keeps = () => true, shared = false } = options;
  const { isDirectory } = await kindOf(source);
  if (!isDirectory) return copyEntry(source, target, shared);
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const below = (path: string) => keeps(path === '' ? entry.name : `${entry.name}/${path}`);
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      // Large and never wanted: not even looked into.
      if (entry.name === 'node_modules' && !below('')) continue;
      await copyTree(from, to, { keeps: below, shared });
    } else if (below('')) {
      await copyEntry(from, to, shared);
    }
  }
}

async function copyEntry(source: string, target: string, shared: boolean): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const { isLink } = await kindOf(source);
  // What is there already is replaced, as a later layer hides an earlier one.
  await rm(target, { force: true });
  if (isLink) await symlink(await readlink(source), target);
  else if (shared) await link(source, target);
  else await copyFile(source, target);
}

export async function kindOf(
  path: string,
): Promise<{ isDirectory: boolean; isLink: boolean; isFile: boolean }> {
  const stats = await lstat(path);
  return { isDirectory: stats.isDirectory(), isLink: stats.isSymbolicLink(), isFile: stats.isFile() };
}
