import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KeeperError } from '../errors/keeper-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { OsUser } from './os-user.ts';
import type { PostgresSettings } from './postgres-settings.ts';

/** A fresh cluster takes 40 MB, and its log of changes soon as much again; in megabytes. */
const ROOM_TO_MAKE = 128;

/** With less than a segment of its log of changes to spare Postgres ends in the middle of work; in megabytes. */
const ROOM_TO_RUN = 16;

const UNFINISHED = 'unfinished-';

/** Text collation and case rules that are the same on every machine, whatever locales it has. */
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/**
 * Makes the database cluster when there is none. It is made under another name and renamed
 * when complete, so a run killed in the middle leaves nothing half-made in its place.
 * @throws KeeperError disk_full, start_failed
 */
export async function ensureCluster(
  cluster: string,
  settings: PostgresSettings,
  { initdb }: PostgresBinaries,
  user: OsUser | undefined,
  leaving: AbortSignal,
): Promise<void> {
  await removeUnfinished(settings.folder);
  const isMade = await exists(join(cluster, 'PG_VERSION'));
  await assertRoom(settings.folder, isMade ? ROOM_TO_RUN : ROOM_TO_MAKE);
  if (isMade) return;

  const workspace = await mkdtemp(join(settings.folder, UNFINISHED));
  const passwordFile = join(workspace, 'password');
  const target = join(workspace, 'cluster');
  await writeFile(passwordFile, settings.credentials.superuser.password, { mode: 0o600 });
  await mkdir(target, { mode: 0o700 });
  if (user)
    await Promise.all([workspace, passwordFile, target].map((path) => chown(path, user.uid, user.gid)));

  const flags = [
    `--pgdata=${target}`,
    `--username=${settings.credentials.superuser.username}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...LOCALE,
    // The system writes it all out within half a minute; only a power cut before that could harm it.
    '--no-sync',
  ];
  await runInitdb(initdb, flags, user, leaving);
  await rename(target, cluster);
  await rm(workspace, { recursive: true });
}

async function runInitdb(
  initdb: string,
  flags: string[],
  user: OsUser | undefined,
  leaving: AbortSignal,
): Promise<void> {
  const child = spawn(initdb, flags, {
    ...user,
    env: { LC_ALL: 'C' },
    signal: leaving,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaints = text(child.stderr);
  await once(child, 'close');
  if (child.exitCode === 0) return;
  const reason = (await complaints).trim();
  const full = reason.includes('No space left on device');
  throw new KeeperError(full ? 'disk_full' : 'start_failed', full ? 'the disk is full' : `initdb: ${reason}`);
}

async function assertRoom(folder: string, wanted: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  if (free >= wanted) return;
  throw new KeeperError('disk_full', `it needs ${wanted} MB, and the disk of ${folder} has ${free} MB left`);
}

async function removeUnfinished(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED));
  // An initdb that lost its keeper may still be at work in there for a moment.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 };
  await Promise.all(names.map((name) => rm(join(folder, name), patiently)));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
