import { cp, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { debianProgram, type FoundProgram } from '@gnar/lodge/debian';
import type { Images } from './checkout.ts';
import { answersWell, Program } from './component.ts';
import type { Ports } from './ports.ts';
import type { Watchdog } from '@gnar/lodge/watchdog';

/** @throws with what to install */
export async function findNginx(): Promise<FoundProgram> {
  const nginx = await debianProgram('nginx');
  if ('missing' in nginx) throw new Error(nginx.missing);
  return nginx;
}

interface WebOptions {
  readonly nginx: FoundProgram;
  readonly folder: string;
  readonly ports: Ports;
  /** By service: the ports of its replicas. */
  readonly upstreams: ReadonlyMap<string, readonly number[]>;
  readonly watchdog: Watchdog;
}

/** powder's image: its pages, its nginx.conf and its start script, with ports and a /tmp of its own. */
export async function preparePowder(
  { powder: image }: Images['byService'],
  { nginx, folder, ports, watchdog }: WebOptions,
): Promise<Program> {
  if (image === undefined) throw new Error('No image was built of powder');
  const root = join(folder, 'powder');
  const tmp = join(folder, 'powder-tmp');
  await cp(image.root, root, { recursive: true, verbatimSymlinks: true });
  await mkdir(tmp);
  for (const file of ['app/nginx.conf', 'app/start.sh']) {
    const path = join(root, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, listening(text.replaceAll('/tmp/', `${tmp}/`), ports.powder, ports.powderHealth));
  }
  for (const each of [root, tmp]) await chmod(each, 0o755);
  return new Program(
    {
      name: 'powder',
      argv: [...image.entrypoint, ...image.command].map((word) =>
        word.startsWith('/app') ? join(root, word) : word,
      ),
      environment: {
        ...image.environment,
        GNAR_PRODUCTION: 'true',
        PATH: [dirname(nginx.path), process.env['PATH']].join(delimiter),
        ...nginx.env,
      },
      cwd: join(root, image.workdir),
      logFile: join(folder, 'powder.log'),
      isUp: () => answersWell(`http://127.0.0.1:${ports.powderHealth}/healthz`),
    },
    watchdog,
  );
}

/** compose's edge, which has one replica of each service there and may have more here, as the ingress of a cluster would. */
export async function prepareEdge(configuration: string, options: WebOptions): Promise<Program> {
  const { nginx, folder, ports, upstreams, watchdog } = options;
  const tmp = join(folder, 'edge-tmp');
  await mkdir(tmp);
  await chmod(tmp, 0o755);
  const groups = [...upstreams].map(([name, all]) => {
    const servers = all.map((port) => `server 127.0.0.1:${port};`).join(' ');
    return `\n  upstream ${name}-replicas { ${servers} keepalive 32; }`;
  });
  const text = [...upstreams.keys()]
    .reduce(
      (changed, name) =>
        changed.replaceAll(new RegExp(String.raw`(?<![\w-])${name}:8080`, 'g'), `${name}-replicas`),
      configuration.replaceAll('/tmp/', `${tmp}/`),
    )
    .replace('http {', `http {${groups.join('')}`)
    .replaceAll('powder:8080', `127.0.0.1:${ports.powder}`);
  const file = join(tmp, 'edge.conf');
  await writeFile(file, listening(text, ports.edge, ports.edgeHealth));
  return new Program(
    {
      name: 'edge',
      argv: [nginx.path, '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
      environment: { PATH: process.env['PATH'], ...nginx.env },
      logFile: join(folder, 'edge.log'),
      isUp: () => answersWell(`http://127.0.0.1:${ports.edgeHealth}/healthz`),
    },
    watchdog,
  );
}

const listening = (text: string, port: number, healthPort: number) =>
  text
    .replaceAll('listen 8080', `listen 127.0.0.1:${port}`)
    .replaceAll('listen 9080', `listen 127.0.0.1:${healthPort}`);
