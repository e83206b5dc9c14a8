import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 250;

/**
 * Waits until no other run holds the file, then holds it until it is removed. Of several that find what a killed run left
 * one gets it. At each look in between `onWait` is told which process has it, and ends the waiting by an error.
 * packages/lodge/src/machine/claim-file.ts does the same where TypeScript runs already.
 */
export async function claim(file, onWait) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, identityOf(process.pid));
  try {
    while (!isLinked(draft, file)) {
      const owner = textOf(file);
      if (owner === undefined) continue;
      if (isRunning(owner)) {
        onWait?.(parseInt(owner, 10));
        await sleep(POLL_MS);
      } else {
        await removeStale(file, owner);
      }
    }
  } finally {
    rmSync(draft);
  }
}

/** One at a time may look and remove, so that the claim of a run that was quicker stays. */
async function removeStale(file, owner) {
  const turn = `${file}.removal`;
  await claim(turn);
  if (textOf(file) === owner) rmSync(file);
  rmSync(turn);
}

/** The name appears in one step, whole. */
function isLinked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A process id alone may be used again; on Linux it comes with when the process started. */
function identityOf(pid) {
  return process.platform === 'linux' ? `${pid} ${statOf(pid)[19]}` : `${pid}`;
}

function isRunning(identity) {
  const pid = parseInt(identity, 10);
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0);
    return statOf(pid)[0] !== 'Z' && identityOf(pid) === identity;
  } catch (error) {
    // It runs as another user.
    return error.code === 'EPERM';
  }
}

/** From the state on, which is the third field of proc_pid_stat(5); behind it come the parent and, later, the start. */
export function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
