import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The folders with shared libraries below an unpacked package, in a fixed order; none when it is not there. */
export async function libraryFolders(home: string): Promise<string[]> {
  const files = await Promise.all(['lib', 'usr/lib'].map((folder) => sharedLibraries(join(home, folder))));
  return [...new Set(files.flat().map((file) => dirname(file)))].sort();
}

async function sharedLibraries(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.filter((file) => /\.so(\.\d+)*$/.test(file)).map((file) => join(folder, file));
}
