import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundProgram } from '@gnar/lodge/debian';
import { readCompose } from './compose-file.ts';
import { replaceAll, type Replacements } from './replacements.ts';
import { repository } from './repository.ts';
import { startProcess, type Container } from './start-container.ts';
import { listening } from './start-web.ts';

export interface EdgeOptions {
  readonly nginx: FoundProgram;
  /** Stands for the container's /tmp, which is made below it. */
  readonly folder: string;
  readonly port: number;
  readonly healthPort: number;
  /** Where each of compose's names is here, with its port. */
  readonly upstreams: Replacements;
}

/** Starts the edge with the words of compose.yaml, on ports of its own. */
export async function startEdge(options: EdgeOptions): Promise<Container> {
  const { nginx, folder, port, healthPort, upstreams } = options;
  const tmp = join(folder, 'edge');
  await mkdir(tmp);
  const text = await readFile(repository('docker/nginx/edge.conf'), 'utf8');
  const file = join(tmp, 'edge.conf');
  const here = { '/tmp/': `${tmp}/`, ...listening(port, healthPort), ...upstreams };
  await writeFile(file, replaceAll(text, here));
  const { services } = await readCompose();
  const [, ...words] = services['edge']?.entrypoint ?? [];
  const placed = words.map((word) => (word === '/etc/nginx/edge.conf' ? file : word));
  return startProcess([nginx.path, ...placed], { PATH: process.env['PATH'], ...nginx.env });
}
