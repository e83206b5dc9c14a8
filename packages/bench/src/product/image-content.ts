import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Watchdog } from '@gnar/lodge/watchdog';
import { z } from 'zod';
import { nodeServices } from '../../../../services.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The command of an image, its working folder, and the environment that the image itself sets. */
export interface ImageContent {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ImageContents extends AsyncDisposable {
  readonly of: (service: string) => ImageContent;
}

/** Bundles and assembles the services as their Dockerfile does, without an engine. */
export async function assembleImageContents(): Promise<ImageContents> {
  const folder = await mkdtemp(join(tmpdir(), 'gnar-bench-'));
  const watchdog = new Watchdog(folder);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    await watchdog.end();
  };
  try {
    run('scripts/build/services.ts');
    for (const service of nodeServices) {
      run('docker/image/assemble.ts', service.folder, join(folder, service.name));
      run('docker/image/warm.ts', join(folder, service.name, service.folder));
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    of: (service) => {
      const cwd = join(folder, service, 'services', service);
      return { argv: [process.execPath, ...imageArguments()], cwd, environment: imageEnvironment(cwd) };
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** MiB that the manifest lets piste have. */
export function memoryLimitMiB(): number {
  const manifest = readFileSync(join(root, 'k8s/base/piste/all.yaml'), 'utf8');
  const limit = /limits:\s+(?:cpu: \S+\s+)?memory: (\d+)Mi/.exec(manifest)?.[1];
  if (limit === undefined) throw new Error('k8s/base/piste/all.yaml limits no memory.');
  return Number(limit);
}

/** What the image gives Node: its options and the program. */
function imageArguments(): string[] {
  const dockerfile = readFileSync(join(root, 'docker/service.Dockerfile'), 'utf8');
  const wordsOf = (instruction: string): string[] => {
    const list = new RegExp(`^${instruction} (.+)$`, 'm').exec(dockerfile)?.[1];
    return z.array(z.string()).parse(JSON.parse(list ?? 'null'));
  };
  const [, ...options] = wordsOf('ENTRYPOINT');
  return [...options, ...wordsOf('CMD')];
}

/** A part of the memory limit is that part of this machine's memory when there is no cgroup: it is reckoned here instead. */
function imageEnvironment(cwd: string): Record<string, string> {
  const dockerfile = readFileSync(join(root, 'docker/service.Dockerfile'), 'utf8');
  const options = /^ENV NODE_OPTIONS="(.+)"$/m.exec(dockerfile)?.[1];
  const arenas = /^ENV MALLOC_ARENA_MAX=(\d+)$/m.exec(dockerfile)?.[1];
  if (options === undefined || arenas === undefined)
    throw new Error('docker/service.Dockerfile sets no NODE_OPTIONS or no MALLOC_ARENA_MAX.');
  const heap = (_: string, percent: string) =>
    `--max-old-space-size=${Math.floor((memoryLimitMiB() * Number(percent)) / 100)}`;
  return {
    NODE_OPTIONS: options.replace(/--max-old-space-size-percentage=(\d+)/, heap),
    MALLOC_ARENA_MAX: arenas,
    NODE_COMPILE_CACHE: join(cwd, 'compile-cache'),
    NODE_COMPILE_CACHE_PORTABLE: '1',
  };
}

function run(script: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ended with ${String(status)}:\n${stderr}`);
}
