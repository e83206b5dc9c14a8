import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './error-code.ts';
import { identify, isProcessIdentity, isRunning, type ProcessIdentity } from './processes.ts';

/** For a process that removes what a killed one left; in milliseconds. */
const POLL = 5;

/**
 * Writes this process into a file, as its owner, unless one that runs stands there. Of several that try at the same
 * moment one succeeds, also when all of them find the record of one that was killed.
 *
 * @returns the owner when it is another one, undefined when it is this process
 */
export async function claimFile(file: string): Promise<ProcessIdentity | undefined> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await identify(process.pid)));
  try {
    for (;;) {
      // The name appears in one step, whole.
      if (await isLinked(draft, file)) return undefined;
      const text = await textOf(file);
      const owner = ownerIn(text);
      if (owner && (await isRunning(owner))) return owner;
      if (text !== undefined) await removeStale(file, text);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whose claim the file is; undefined when there is none, or it is torn by a power cut. */
export async function ownerOf(file: string): Promise<ProcessIdentity | undefined> {
  return ownerIn(await textOf(file));
}

/** Removes what a killed process left, and nothing that another one has put in its place: one at a time may look and remove. */
async function removeStale(file: string, text: string): Promise<void> {
  const turn = `${file}.removal`;
  if (await claimFile(turn)) return delay(POLL);
  try {
    if ((await textOf(file)) === text) await rm(file);
  } finally {
    await rm(turn, { force: true });
  }
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerIn(text: string | undefined): ProcessIdentity | undefined {
  if (text === undefined) return undefined;
  try {
    const owner: unknown = JSON.parse(text);
    return isProcessIdentity(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}
