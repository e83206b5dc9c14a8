import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '@gnar/lodge/processes';
import { z } from 'zod';

/** What is running now, for other programs: the browser tests, a second `npm start`. */
export interface Running {
  readonly pid: number;
  /** With the process id it names one process: ids are used again, at the latest when the machine has restarted. */
  readonly started: string;
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

/** Removes the record of this run. That of another one stays: a second `npm start` ends because the first is running. */
export function removeRunning(dataDirectory: string, { pid, started }: ProcessIdentity): void {
  const running = readRunning(dataDirectory);
  if (running?.pid === pid && running.started === started) rmSync(pathIn(dataDirectory), { force: true });
}

/** The run that uses this data folder, if it is still alive; one that was killed and not yet collected is not. */
export async function findRunning(dataDirectory: string): Promise<Running | undefined> {
  const running = readRunning(dataDirectory);
  return running && (await isRunning(running)) ? running : undefined;
}

function readRunning(dataDirectory: string): Running | undefined {
  try {
    return parseRunning(readFileSync(pathIn(dataDirectory), 'utf8'));
  } catch {
    // Missing, or torn by a power cut.
    return undefined;
  }
}

function parseRunning(text: string): Running {
  return z
    .object({
      pid: z.number(),
      started: z.string(),
      addresses: z.record(z.string(), z.string()),
      processes: z.record(z.string(), z.number().optional()),
    })
    .parse(JSON.parse(text));
}
