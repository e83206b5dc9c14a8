import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

/**
 * Imports every module of a folder, by the name of its file: what a tool has for one feature or one service is a file of that name,
 * which is removed with it. A folder that is not there has no modules.
 *
 * @param folder ends with a slash, such as `new URL('features/', import.meta.url)`
 */
export async function modulesIn<Module>(folder: URL): Promise<ReadonlyMap<string, Module>> {
  if (!existsSync(folder)) return new Map();
  // Compiled, beside its types and its map.
  const files = (await readdir(folder)).filter((file) => /^[\w-]+\.[jt]s$/.test(file)).toSorted();
  const modules = files.map(async (file) => {
    // The file itself has tsc check that it exports this, by `satisfies`.
    const module = (await import(new URL(file, folder).href)) as Module;
    return [file.replace(/\.[jt]s$/, ''), module] as const;
  });
  return new Map(await Promise.all(modules));
}
