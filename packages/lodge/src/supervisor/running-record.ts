import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../machine/is-record.ts';
import {
  type ProcessIdentity,
  endProcess,
  isProcessIdentity,
  isRunning,
  signal,
  waitUntilGone,
} from '../machine/processes.ts';

/** Who runs a service right now, kept on disk so that the run after a killed one can clean up. */
export interface RunningRecord {
  keeper?: ProcessIdentity;
  server?: ProcessIdentity;
}

/** A keeper that is left alone stops its server within this time; in milliseconds. */
const KEEPER_GRACE = 9000;
const SERVER_GRACE = 5000;

export async function writeRunningRecord(folder: string, record: RunningRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(recordFile(folder), JSON.stringify(record));
}

/**
 * Ends what a killed run left running for the service with this folder. A keeper that still lives is
 * already stopping its server, so it gets the time to do that well.
 */
export async function endLeftovers(folder: string): Promise<void> {
  const { keeper, server } = await readRunningRecord(folder);
  if (keeper && (await isRunning(keeper)) && !(await waitUntilGone(keeper, KEEPER_GRACE))) {
    signal(keeper.pid, 'SIGKILL');
  }
  // SIGINT is the quick but clean stop of both Postgres and Redis.
  if (server) await endProcess(server, 'SIGINT', SERVER_GRACE);
  await removeRunningRecord(folder);
}

export async function removeRunningRecord(folder: string): Promise<void> {
  await rm(recordFile(folder), { force: true });
}

async function readRunningRecord(folder: string): Promise<RunningRecord> {
  try {
    const record: unknown = JSON.parse(await readFile(recordFile(folder), 'utf8'));
    return isRunningRecord(record) ? record : {};
  } catch {
    // None, or torn by the kill: then the service's own means (postmaster.pid, a port check) must do.
    return {};
  }
}

function isRunningRecord(value: unknown): value is RunningRecord {
  if (!isRecord(value)) return false;
  return [value['keeper'], value['server']].every((each) => each === undefined || isProcessIdentity(each));
}

const recordFile = (folder: string) => join(folder, 'running.json');
