import { mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.ts';

/**
 * Gives a copy of the checkout what `npm ci` would: links to what is installed here, from the same lock file. Links
 * between our own packages point within the copy.
 */
export async function linkInstalled(copy: string): Promise<void> {
  await linkFolder('node_modules', copy);
  for (const kind of ['packages', 'services']) {
    for (const name of await readdir(join(copy, kind))) {
      const place = `${kind}/${name}/node_modules`;
      if (existsSync(repository(place))) await linkFolder(place, copy);
    }
  }
}

async function linkFolder(place: string, copy: string): Promise<void> {
  await mkdir(join(copy, place), { recursive: true });
  for (const entry of await readdir(repository(place), { withFileTypes: true })) {
    const own = `${place}/${entry.name}`;
    if (entry.isSymbolicLink()) await symlink(await readlink(repository(own)), join(copy, own));
    // Ours live in a scope of their own, programs are links beside them.
    else if (entry.name === '@gnar' || entry.name === '.bin') await linkFolder(own, copy);
    else await symlink(repository(own), join(copy, own));
  }
}
