import { execFile } from 'node:child_process';
import { access, mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { writeHeaderDirectives } from '../../docker/web/header-directives.ts';
import { TiedProcess } from './tied-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const BUILD_LIMIT_MS = 300_000;
const START_LIMIT_MS = 10_000;
const POLL_MS = 20;

export interface Pages {
  readonly port: number;
  stop(): Promise<void>;
}

/** Powder's built files behind the nginx configuration and the start script of its image, with another /tmp. */
export async function servePages(program: FoundProgram, folder: string): Promise<Pages> {
  await buildUnlessBuilt();
  const [port = 0, healthPort = 0] = await freePorts(2);
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  await symlink(join(root, 'services/powder/dist'), join(folder, 'public'));
  await writeHeaderDirectives(folder);
  const moved = async (file: string) =>
    (await readFile(join(root, file), 'utf8'))
      .replaceAll('/tmp/', `${temporary}/`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('listen 9080', `listen 127.0.0.1:${healthPort}`);
  await writeFile(join(folder, 'nginx.conf'), await moved('docker/nginx/powder.conf'));
  await writeFile(join(folder, 'start.sh'), await moved('docker/web/start.sh'));
  const started = await startPages(program, folder);
  await untilAlive(healthPort, started);
  return { port, stop: () => started.stop() };
}

async function startPages({ path, env }: FoundProgram, folder: string): Promise<TiedProcess> {
  // Started by root, its workers would run as a user who may not read the folder.
  const user = process.getuid?.() === 0 ? ' user root root;' : '';
  const nginx = [path, '-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', `daemon off;${user}`];
  const log = await open(join(folder, 'nginx.log'), 'w');
  const settings = { PATH: process.env['PATH'], GNAR_PRODUCTION: 'true', ...env };
  const started = new TiedProcess(['sh', join(folder, 'start.sh'), ...nginx], settings, log.fd);
  await log.close();
  return started;
}

async function untilAlive(healthPort: number, started: TiedProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  const isAlive = () =>
    fetch(`http://127.0.0.1:${healthPort}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isAlive())) {
    if (started.hasEnded || Date.now() > deadline) throw new Error("powder's nginx does not start");
    await sleep(POLL_MS);
  }
}

async function buildUnlessBuilt(): Promise<void> {
  const built = await access(join(root, 'services/powder/dist/index.html')).then(
    () => true,
    () => false,
  );
  if (built) return;
  const build = ['--conditions=source', '--disable-warning=ExperimentalWarning', 'services/powder/build.ts'];
  await promisify(execFile)(process.execPath, build, { cwd: root, timeout: BUILD_LIMIT_MS });
}
