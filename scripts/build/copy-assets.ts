import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Puts what a workspace reads beside its code (SQL, mails, pages) where the compiled code looks for it: tsc copies only
 * code. What only tests read stays behind.
 *
 * @returns the copied files, relative to `dist`.
 */
export async function copyAssets(workspace: string): Promise<string[]> {
  const source = join(root, workspace, 'src');
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/\.tsx?$/.test(entry.name))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)))
    .filter((file) => !/^testing\//.test(file))
    .sort();
  for (const file of files) {
    const target = join(root, workspace, 'dist', file);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(source, file), target);
  }
  return files;
}

if (import.meta.main) for (const workspace of process.argv.slice(2)) await copyAssets(workspace);
