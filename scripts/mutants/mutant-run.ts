import { spawn } from 'node:child_process';
import { root } from '../root.ts';
import type { Mutation } from './mutation.ts';

/** `stillborn`: the source does not load with it, so that it says nothing about the tests. */
export type Verdict = 'killed' | 'survived' | 'stillborn';

const nodeOptions = '--experimental-vm-modules --conditions=source --disable-warning=ExperimentalWarning';

/**
 * Runs test files with a mutation, or without one.
 *
 * @param limitMs a mutation that makes the tests run longer is killed by it: endless loops count as noticed
 */
export async function runTests(
  tests: readonly string[],
  mutation: Mutation | undefined,
  limitMs: number,
): Promise<Verdict> {
  const args = [
    '--config',
    'scripts/mutants/jest.config.mjs',
    '--runInBand',
    '--bail',
    // What a mistake leaves open would otherwise look like a killed mutant.
    '--forceExit',
    '--runTestsByPath',
    ...tests,
  ];
  const child = spawn('jest', args, {
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
