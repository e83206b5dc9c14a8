import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './root.ts';

const programs = {
  bench: 'packages/bench/src/main.ts',
  attack: 'packages/siege/src/attack/main.ts',
  chaos: 'packages/siege/src/chaos/main.ts',
  mutants: 'scripts/mutants/main.ts',
  jobs: 'scripts/jobs/main.ts',
};

async function run(program: keyof typeof programs, ...words: string[]) {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, join(root, programs[program]), ...words], { cwd: root });
  const [out, error, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, error, status: Number(status) };
}

const wrong = [
  ['bench', ['--only', 'snowfall'], 'snowfall'],
  ['attack', ['--only', 'snowfall'], 'snowfall'],
  ['chaos', ['--kills', 'many'], '--kills'],
  ['mutants', ['--area', 'snowfall'], '--area'],
] as const;

describe('npm run', () => {
  it.concurrent.each(['bench', 'attack', 'chaos', 'mutants', 'jobs'] as const)(
    '%s -- --help prints how to call it',
    async (program) => {
      const { out, error, status } = await run(program, '--help');
      expect([status, error]).toEqual([0, '']);
      expect(out).toContain(`npm run ${program}`);
    },
    60_000,
  );

  it.concurrent.each([
    ...wrong,
    ...wrong.map(([program]) => [program, ['--snow'], "Unknown option '--snow'"] as const),
    ['bench', ['--only'], "'--only <value>' argument missing"] as const,
    ['bench', ['--only', 'start', '--write'], '--write'] as const,
    ['attack', ['--only', 'jwt', '--write'], '--write'] as const,
    ['mutants', ['--area', 'jwt', '--write'], '--write'] as const,
    ['attack', ['--against', '/no/such/checkout'], '/no/such/checkout has no docker/rehearse'] as const,
    ['chaos', ['now'], "Unexpected argument 'now'"] as const,
  ])(
    '%s refuses %j with one line and status 2',
    async (program, words, named) => {
      const { out, error, status } = await run(program, ...words);
      expect([status, out]).toEqual([2, '']);
      expect(error).toContain(named);
      expect(error.trim().split('\n')).toHaveLength(1);
    },
    60_000,
  );
});
