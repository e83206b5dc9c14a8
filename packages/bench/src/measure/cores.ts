import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const clockTicksPerSecond = 100;

/** Which cores of this machine do what: the app has its own where there are two and `taskset` can say so. */
export interface Cores {
  /** Arguments before the command of a server that has the app's core to itself. */
  readonly app: readonly string[];
  /** Arguments before the command of a server that may use every core. */
  readonly all: readonly string[];
  readonly areApart: boolean;
}

/** Keeps this process, and with it load, Postgres and Redis, off the app's core. */
export function divideCores(): Cores {
  const count = availableParallelism();
  const others = `1-${count - 1}`;
  const kept =
    process.platform === 'linux' && count > 1
      ? spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', others, String(process.pid)]).status === 0
      : false;
  if (!kept) return { app: [], all: [], areApart: false };
  return {
    app: ['taskset', '--cpu-list', '0'],
    all: ['taskset', '--cpu-list', `0-${count - 1}`],
    areApart: true,
  };
}

/** Milliseconds of CPU time, user and system, that a process has used, read from the fields of /proc/<pid>/stat. */
export function cpuMsOf(stat: string): number {
  // The name in parentheses may hold spaces; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksPerSecond;
}
