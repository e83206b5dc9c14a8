import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { root } from '../root.ts';
import { installPacked } from './packed-package.ts';

// It compiles edge.
jest.setTimeout(180_000);

const run = promisify(execFile);
const manifestSchema = z.looseObject({ exports: z.record(z.string(), z.unknown()) });

it('edge, packed and installed outside the repository, loads by every subpath that it exports', async () => {
  await using edge = await installPacked('packages/edge');
  const text = await readFile(join(root, 'packages/edge/package.json'), 'utf8');
  const subpaths = Object.keys(manifestSchema.parse(JSON.parse(text)).exports);
  const program = subpaths
    .map((path) => `console.log(Object.keys(await import('@gnar/edge/${path.slice(2)}')).length > 0);`)
    .join('\n');
  await writeFile(join(edge.folder, 'program.mjs'), program);

  // Without the options of this process, under which packages of ours are their sources.
  const { stdout } = await run(process.execPath, [join(edge.folder, 'program.mjs')], { env: {} });

  expect(subpaths.length).toBeGreaterThan(4);
  expect(stdout.trim().split('\n')).toEqual(subpaths.map(() => 'true'));
});
