import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is running now, for other programs: the browser tests, a second `npm start`. */
export interface Running {
  readonly pid: number;
  readonly addresses: Readonly<Record<string, string>>;
  readonly processes: Readonly<Record<string, number | undefined>>;
}

const pathIn = (dataDirectory: string) => join(dataDirectory, 'running.json');

/** Replaced in one step, so that a reader never sees half of it. */
export function writeRunning(dataDirectory: string, running: Running): void {
  const path = pathIn(dataDirectory);
  writeFileSync(`${path}.new`, JSON.stringify(running, null, 2));
  renameSync(`${path}.new`, path);
}

export function removeRunning(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

/** The run that uses this data folder, if it is still alive. */
export function findRunning(dataDirectory: string): Running | undefined {
  try {
    const running = parseRunning(readFileSync(pathIn(dataDirectory), 'utf8'));
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}

function parseRunning(text: string): Running {
  return z
    .object({
      pid: z.number(),
      addresses: z.record(z.string(), z.string()),
      processes: z.record(z.string(), z.number().optional()),
    })
    .parse(JSON.parse(text));
}
