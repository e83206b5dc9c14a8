import { spawn, type ChildProcess } from 'node:child_process';
import { relative, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { root } from '../root.ts';
import type { Mutation } from './mutation.ts';

/** A test file, and how long it takes without a mistake. */
export interface TimedTest {
  /** From the root of the repository. */
  readonly path: string;
  readonly ms: number;
}

/** The first failure of a run. */
export interface Failure {
  readonly path: string;
  /** Full name of the test; absent when the file failed before its tests. */
  readonly test?: string | undefined;
  /** A test timed out; on a machine that is too busy, that proves nothing. */
  readonly isTimeOut: boolean;
}

interface Run {
  readonly tests: readonly TimedTest[];
  readonly failure: Failure | undefined;
}

const nodeOptions = '--experimental-vm-modules --conditions=source --disable-warning=ExperimentalWarning';
/** Jest's own time-out, and those of the tests' until(). */
const timeOutMessages =
  /Exceeded timeout of|Condition not met within|did not come to pass within|Timed out waiting for|Not within \d+ ms/;

const eventSchema = z.object({
  path: z.string(),
  /** Absent: the file has only begun. */
  ms: z.number().optional(),
  test: z.string().optional(),
  failure: z.string().optional(),
});

/** Runs test files in this order, in one jest, up to the first failure. A file that takes too long has failed. */
export async function runTests(tests: readonly TimedTest[], mutation?: Mutation): Promise<Run> {
  const paths = tests.map(({ path }) => join(root, path));
  const child = startJest(paths, mutation);
  const done: TimedTest[] = [];
  let failure: Failure | undefined;
  let current = tests[0];
  const tooLong = () => {
    failure ??= current && { path: current.path, isTimeOut: true };
    endGroup(child);
  };
  let limit = setTimeout(tooLong, limitOf(current));
  const onLine = (line: string) => {
    const event = eventSchema.parse(JSON.parse(line));
    const path = relative(root, event.path);
    clearTimeout(limit);
    current = tests.find((test) => test.path === path);
    limit = setTimeout(tooLong, limitOf(current));
    if (event.failure !== undefined)
      failure ??= { path, test: event.test, isTimeOut: timeOutMessages.test(event.failure) };
    else if (event.ms !== undefined) done.push({ path, ms: event.ms });
  };
  const code = await eventsOf(child, onLine);
  clearTimeout(limit);
  // A mistake may also end the process that runs the tests.
  if (code !== 0) failure ??= { path: current?.path ?? '', isTimeOut: false };
  return { tests: done, failure };
}

/** For a mistake that never ends: the start of jest, and the file with room. */
function limitOf(test: TimedTest | undefined): number {
  return 20_000 + 3 * (test?.ms ?? 0);
}

function startJest(paths: readonly string[], mutation: Mutation | undefined): ChildProcess {
  const args = ['--config', 'scripts/mutants/jest.config.mjs', '--runInBand', '--bail'];
  // What a mistake leaves open would otherwise look like a noticed one.
  return spawn('jest', [...args, '--forceExit', '--runTestsByPath', ...paths], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: nodeOptions,
      GNAR_MUTANT_TESTS: JSON.stringify(paths),
      GNAR_MUTATION: mutation && JSON.stringify(mutation),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
}

/** @returns the exit code, after every line that was told on descriptor 3 */
async function eventsOf(child: ChildProcess, onLine: (line: string) => void): Promise<number | null> {
  const told = child.stdio[3];
  if (!(told instanceof Readable)) throw new Error('jest was started without descriptor 3.');
  createInterface({ input: told }).on('line', onLine);
  // What the tests started must not outlive them.
  child.on('exit', () => endGroup(child));
  return new Promise((done, fail) => child.on('error', fail).on('close', done));
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
}
