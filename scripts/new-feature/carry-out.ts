import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Removal } from './removal.ts';
import { formatted } from './texts.ts';

/**
 * Removes a feature so that an interrupted run can be repeated: the lists first, then what follows from them, and the feature's
 * folders, by which it is found, last.
 *
 * @param refresh writes what follows from the lists
 * @returns what refresh returned
 * @throws SyntaxError when a list cannot be read; nothing is changed then
 */
export async function carryOut(
  repository: string,
  { folders, removed, changed }: Pick<Removal, 'folders' | 'removed' | 'changed'>,
  refresh: () => Promise<string[]>,
): Promise<string[]> {
  for (const [file, text] of Object.entries(await formatted(changed))) {
    await writeFile(join(repository, file), text);
  }
  const byHand = await refresh();
  const elsewhere = removed.filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  for (const path of [...elsewhere, ...folders]) {
    await rm(join(repository, path), { recursive: true, force: true });
  }
  return byHand;
}
