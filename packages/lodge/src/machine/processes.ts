import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isRecord } from './is-record.ts';

/** A process id alone may be reused by the system; together with the start time it names one process. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

const run = promisify(execFile);

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  return isRecord(value) && typeof value['pid'] === 'number' && typeof value['started'] === 'string';
}

/** The identity of a running process; undefined when there is none (a zombie counts as none). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === 'linux' ? await startOnLinux(pid) : await startByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this very process, and not a later one with its number, still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.started === identity.started;
}

/** The command line of a process, for people; undefined when it may not be read. */
export async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform !== 'linux')
      return (await run('ps', ['-o', 'command=', '-p', `${pid}`])).stdout.trim();
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

/** Waits until the process is gone; false when it is still there after `withinMs`. */
export async function waitUntilGone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (await isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** Asks a process to end and, when it does not within `withinMs`, ends it. */
export async function endProcess(
  identity: ProcessIdentity,
  ask: NodeJS.Signals,
  withinMs: number,
): Promise<void> {
  if (!(await isRunning(identity))) return;
  signal(identity.pid, ask);
  if (await waitUntilGone(identity, withinMs)) return;
  signal(identity.pid, 'SIGKILL');
  await waitUntilGone(identity, 1000);
}

/** Sends a signal; a process that has just gone, or is not ours, is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what every caller is after.
  }
}

/** Field 22 of /proc/<pid>/stat, counted after the command's closing bracket: see proc_pid_stat(5). */
async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  try {
    return (await run('ps', ['-o', 'lstart=', '-p', `${pid}`])).stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
