import { spawn } from 'node:child_process';
import { root } from '../root.ts';
import type { Mutation } from './mutation.ts';

/** `stillborn`: the source does not load with it, so that it says nothing about the tests. */
export type Verdict = 'killed' | 'survived' | 'stillborn';

const nodeOptions = '--experimental-vm-modules --conditions=source --disable-warning=ExperimentalWarning';

/** A test file, and the time on the clock after which a mistake has made it hang. */
export interface TimedTest {
  readonly path: string;
  readonly limitMs: number;
}

const healthyLimitMs = 5 * 60_000;

/** The quickest first: most mistakes are noticed by one of them. @throws Error when a test fails without any mistake */
export async function timeTests(paths: readonly string[]): Promise<TimedTest[]> {
  const timed: TimedTest[] = [];
  for (const path of paths) {
    const started = Date.now();
    const verdict = await runTest({ path, limitMs: healthyLimitMs }, undefined);
    if (verdict !== 'survived') throw new Error(`${path} fails without any mistake.`);
    timed.push({ path, limitMs: 15_000 + 3 * (Date.now() - started) });
  }
  return timed.toSorted((one, other) => one.limitMs - other.limitMs);
}

/** Runs the tests in their order until one notices the mistake. Endless loops count as noticed. */
export async function judge(tests: readonly TimedTest[], mutation: Mutation): Promise<Verdict> {
  for (const test of tests) {
    const verdict = await runTest(test, mutation);
    if (verdict !== 'survived') return verdict;
  }
  return 'survived';
}

async function runTest({ path, limitMs }: TimedTest, mutation: Mutation | undefined): Promise<Verdict> {
  const args = ['--config', 'scripts/mutants/jest.config.mjs', '--runInBand', '--bail'];
  // What a mistake leaves open would otherwise look like a noticed one.
  const child = spawn('jest', [...args, '--forceExit', '--runTestsByPath', path], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: nodeOptions, GNAR_MUTATION: mutation && JSON.stringify(mutation) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const limit = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  clearTimeout(limit);
  if (code === 0) return 'survived';
  return /Syntax Error|SyntaxError:/.test(output) && !/\bTests:.*\d+ (?:passed|failed)/.test(output)
    ? 'stillborn'
    : 'killed';
}
