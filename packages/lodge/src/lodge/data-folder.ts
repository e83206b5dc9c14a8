import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolderError } from '../errors/data-folder-error.ts';
import { LodgeInUseError } from '../errors/lodge-in-use-error.ts';
import { claimFile, ownerOf } from '../machine/claim-file.ts';
import { errorCode } from '../machine/error-code.ts';
import { isRunning, waitUntilGone } from '../machine/processes.ts';
import { endLeftovers } from '../supervisor/running-record.ts';
import { type LodgeServiceName, lodgeServiceNames } from './lodge.types.ts';

const TEMPORARY_PREFIX = 'gnar-lodge-';
const OWNER_FILE = 'owner.json';

/** How long a run that is ending may take to release the folder; in milliseconds. */
const GRACE = 1000;

/** Can be entered but not listed: the user that Postgres runs as under root must be able to enter. */
const PASSABLE = 0o711;

/** The folder a lodge lives in, held by this process until released. */
export interface DataFolder {
  /** The service's own folder, made when missing. */
  of(service: LodgeServiceName): Promise<string>;
  /** Lets others have the folder; a temporary one is removed. */
  release(): Promise<void>;
}

/**
 * Takes a data folder for this process, or makes a temporary one, and ends what a killed run left running
 * in it. @throws LodgeInUseError when a living process holds it, DataFolderError when the system refuses
 */
export async function claimDataFolder(dataDir: string | undefined): Promise<DataFolder> {
  const root = dataDir ?? (await mkdtemp(join(tmpdir(), TEMPORARY_PREFIX)));
  try {
    await makeFolder(root, PASSABLE);
    await takeOwnership(root);
    await endAllLeftovers(root);
  } catch (error) {
    throw explained(error, root);
  }
  return {
    of: async (service) => {
      const folder = join(root, service);
      await makeFolder(folder, service === 'postgres' ? PASSABLE : 0o700).catch((error: unknown) => {
        throw explained(error, root);
      });
      return folder;
    },
    release: async () => {
      await rm(join(root, OWNER_FILE), { force: true });
      if (dataDir === undefined) await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Removes the temporary folders of killed runs, and whatever still runs in them. Never fails. */
export async function sweepTemporaryFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const roots = names.filter((name) => name.startsWith(TEMPORARY_PREFIX)).map((name) => join(tmpdir(), name));
  // One that belongs to another user, or that another lodge sweeps at this moment, is not our business.
  await Promise.allSettled(roots.map(sweep));
}

async function sweep(root: string): Promise<void> {
  const owner = await ownerOf(join(root, OWNER_FILE));
  if (owner === undefined || (await isRunning(owner))) return;
  await endAllLeftovers(root);
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Once more, because the mode that mkdir takes is subject to the umask.
  await chmod(folder, mode);
}

/** A system error as one that says what to do; any other error as it is. */
function explained(error: unknown, root: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
      return new DataFolderError('disk_full', root, 'its disk is full', error);
    case 'EACCES':
    case 'EPERM': {
      const why =
        'it, or the folder above it, belongs to another user. Was it made under root? Remove it or chown it.';
      return new DataFolderError('not_ours', root, why, error);
    }
    default:
      return error;
  }
}

async function takeOwnership(root: string): Promise<void> {
  const file = join(root, OWNER_FILE);
  const owner = await claimFile(file);
  if (owner === undefined) return;
  const winner = (await waitUntilGone(owner, GRACE)) ? await claimFile(file) : owner;
  if (winner) throw new LodgeInUseError(root, winner.pid);
}

async function endAllLeftovers(root: string): Promise<void> {
  await Promise.all(lodgeServiceNames.map((service) => endLeftovers(join(root, service))));
}
