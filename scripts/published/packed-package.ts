import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../root.ts';

const run = promisify(execFile);
const tsc = join(root, 'node_modules/typescript/bin/tsc');

const manifestSchema = z.looseObject({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});
const packedSchema = z.array(z.object({ filename: z.string() })).length(1);

/** A folder outside the repository in which a package of ours is installed. */
export interface PackedPackage extends AsyncDisposable {
  /** Absolute; ES modules in it may import the package and what it declares, nothing else. */
  readonly folder: string;
}

/**
 * Compiles and packs a package as `npm publish` would and installs the tarball in an empty folder. What it declares as
 * dependencies or peers is linked to the repository's copies, so nothing is downloaded.
 *
 * @param directory of the package, relative to the repository: `packages/gear`
 * @param beside it are packages that its user would install as well, such as `@types/node`
 * @throws Error with the output of tsc, npm or tar when one of them fails.
 */
export async function installPacked(directory: string, ...beside: string[]): Promise<PackedPackage> {
  const source = join(root, directory);
  const folder = await mkdtemp(join(tmpdir(), 'gnar-packed-'));
  const stage = join(folder, 'stage');
  const output = ['--outDir', join(stage, 'dist'), '--tsBuildInfoFile', join(folder, 'tsbuildinfo')];
  await run(process.execPath, [tsc, '-p', source, ...output]);
  for (const file of ['package.json', 'README.md']) await cp(join(source, file), join(stage, file));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: stage });
  const [packed] = packedSchema.parse(JSON.parse(stdout));
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
  const installed = join(folder, 'node_modules', manifest.name);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', installed, '--strip-components=1']);
  await rm(stage, { recursive: true });
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of [...declared, ...beside]) {
    await link(name, source, join(folder, 'node_modules', name));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The package's own copy of a dependency, else the repository's. */
async function link(name: string, source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  for (const home of [source, root]) {
    const copy = join(home, 'node_modules', name);
    if (await exists(join(copy, 'package.json'))) return symlink(copy, target);
  }
  throw new Error(`${name} is declared by ${source} and not installed: run npm install`);
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
