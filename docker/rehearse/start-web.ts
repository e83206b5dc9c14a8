import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { FoundProgram } from '@gnar/lodge/debian';
import { copyTree } from './copy-tree.ts';
import type { Layer } from './layer.ts';
import { startContainer, type Container } from './start-container.ts';
import { replaceAll, type Replacements } from './replacements.ts';

export interface WebOptions {
  readonly image: Readonly<Layer>;
  readonly nginx: FoundProgram;
  /** Stands for the container; its `tmp` is the container's /tmp. */
  readonly folder: string;
  readonly port: number;
  readonly healthPort: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Starts powder's image as its Dockerfile says, on ports of its own and with a /tmp of its own. */
export async function startWeb(options: WebOptions): Promise<Container> {
  const { image, nginx, folder, port, healthPort, environment } = options;
  const root = join(folder, 'root');
  const tmp = join(folder, 'tmp');
  await copyTree(image.root, root, { shared: true });
  await mkdir(tmp, { recursive: true });
  const own = { '/tmp/': `${tmp}/` };
  await rewrite(join(root, 'app/nginx.conf'), { ...own, ...listening(port, healthPort) });
  await rewrite(join(root, 'app/start.sh'), own);
  // Under root, nginx serves as another user, who must get there.
  for (const each of [folder, root, tmp]) await chmod(each, 0o755);
  return startContainer(
    { ...image, root },
    {
      environment: {
        ...environment,
        PATH: [dirname(nginx.path), process.env['PATH']].join(delimiter),
        ...nginx.env,
      },
    },
  );
}

/** Both ports, on this machine only. */
export const listening = (port: number, healthPort: number): Replacements => ({
  'listen 8080': `listen 127.0.0.1:${port}`,
  'listen 9080': `listen 127.0.0.1:${healthPort}`,
});

/** As a new file: the old one is shared with the image. */
async function rewrite(file: string, replacements: Replacements): Promise<void> {
  const text = replaceAll(await readFile(file, 'utf8'), replacements);
  await rm(file);
  await writeFile(file, text);
}
