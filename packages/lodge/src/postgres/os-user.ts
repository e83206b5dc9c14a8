import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { KeeperError } from '../errors/keeper-error.ts';

/** Who Postgres runs as when it may not run as us; spreads into the options of spawn. */
export interface OsUser {
  uid: number;
  gid: number;
}

const run = promisify(execFile);

/** In this order: an account made for the purpose, else the one that every Unix has. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * Postgres refuses to run as root. Under root this is the user that it runs as instead: whose the cluster
 * is, where there is one already. Otherwise undefined, which means ourselves.
 */
export async function findOsUser(cluster: string): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await stat(cluster).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  for (const name of CANDIDATES) {
    const user = await lookUp(name);
    if (user) return user;
  }
  throw new KeeperError(
    'no_os_user',
    `Postgres does not run as root, and this machine has neither a "${CANDIDATES.join('" nor a "')}" user for it. ` +
      'Run as an ordinary user, or add one: useradd --system postgres',
  );
}

/**
 * Checks that the user can get to the path: under root a checkout below a private home is out of reach for
 * it. @throws KeeperError path_not_traversable, naming the first folder in the way
 */
export async function assertTraversable(path: string, user: OsUser | undefined): Promise<void> {
  if (user === undefined) return;
  for (const folder of foldersAbove(path)) {
    const { mode, uid, gid } = await stat(folder);
    const wanted = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & wanted) !== 0) continue;
    throw new KeeperError(
      'path_not_traversable',
      `you are root, so Postgres runs as user ${user.uid}, and that user may not enter ${folder} on the way to ${path}. ` +
        `Let it enter (chmod o+x ${folder}), move the checkout (for example to /srv), or run as an ordinary user.`,
    );
  }
}

/** From the root of the file system down to the folder that holds the path. */
function foldersAbove(path: string): string[] {
  const parent = dirname(resolve(path));
  return parent === resolve(path) ? [] : [...foldersAbove(parent), parent];
}

async function lookUp(name: string): Promise<OsUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
