import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { serviceNamed } from '../../../../services.ts';
import { openCheckout } from './checkout.ts';
import type { Component } from './component.ts';
import { startDataStores, type DataStores } from './data-stores.ts';
import { buildOrReuse } from './kept-images.ts';
import { Mailbox } from './mailbox.ts';
import { findNginx, prepareEdge, preparePowder } from './nginx.ts';
import { choosePorts } from './ports.ts';
import { openReplica, startExtra, wantedReplicas, type Undo } from './replicas.ts';
import { Services } from './services.ts';
import type { ComponentName } from './replica.types.ts';
import type { System, SystemOptions } from './system.types.ts';
import { Watchdog } from '@gnar/lodge/watchdog';

/**
 * Starts everything. However this process ends, no process and no file of it stays.
 *
 * @throws when a part does not start; nothing is left running then.
 */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'gnar-siege-'));
  // Postgres and nginx run as other users under root, and must get through.
  await chmod(folder, 0o755);
  const undo: Undo = [];
  const watchdog = new Watchdog(folder);
  const stop = async () => {
    const failures: unknown[] = [];
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await watchdog.end();
    if (failures.length > 0) throw new AggregateError(failures, 'Not every part stopped cleanly');
  };
  try {
    return { ...(await startAll(options, folder, watchdog, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  { against, images: keptIn, pisteSettings = {}, log = () => undefined }: SystemOptions,
  folder: string,
  watchdog: Watchdog,
  undo: Undo,
): Promise<Omit<System, 'stop'>> {
  const checkout = await openCheckout(against);
  log(`building the images of ${checkout.folder}`);
  const images = await buildOrReuse(checkout, keptIn, folder);
  undo.push(() => images.remove());
  const { ports, placed } = await choosePorts(wantedReplicas(images, pisteSettings));
  log('starting the data stores');
  const data = await startDataStores(folder, ports.redis, watchdog);
  undo.push(async () => {
    await data.lodge.stop();
    await data.components.redis.kill('SIGKILL');
  });
  const secrets = join(folder, 'secrets');
  await mkdir(secrets);
  await checkout.makeSecrets(secrets);
  const portsOf = (service: string) =>
    placed.filter((one) => one.service === service).map(({ at }) => at.port);
  const upstreams = new Map(placed.map(({ service }) => [service, portsOf(service)]));
  const surroundings = { lodge: data.lodge, secrets, upstreams };
  const composed = await checkout.readServices();
  const services = new Services({ images, composed, surroundings, folder, watchdog });
  await services.migrate();
  const started = await Promise.all(
    placed.map(async ({ service, name, settings, at }) => {
      const replica = await openReplica(data, name, at, undo);
      return { replica, program: services.prepare(service, replica, settings) };
    }),
  );
  const web = { nginx: await findNginx(), folder, ports, upstreams, watchdog };
  const own = new Map<ComponentName, Component>([
    ...started.map(({ replica, program }) => [replica.name, program] as const),
    ['powder', await preparePowder(images.byService, web)],
    ['edge', await prepareEdge(await checkout.readEdgeConfiguration(), web)],
  ]);
  log('starting the services');
  undo.push(() => stopServices(own));
  for (const component of own.values()) await component.start();
  const { database, redis } = connect(data, undo);
  log(`up: http://127.0.0.1:${ports.edge}, Redis is ${data.redis}`);
  const [one, two, ...others] = started.map(({ replica }) => replica);
  if (one === undefined || two === undefined) throw new Error('There are no two replicas of piste');
  const componentNamed = (name: ComponentName): Component => {
    const found = own.get(name) ?? new Map(Object.entries<Component>(data.components)).get(name);
    if (found === undefined) throw new Error(`There is no component "${name}" in this system`);
    return found;
  };
  return {
    urls: {
      edge: `http://127.0.0.1:${ports.edge}`,
      edgeHealth: `http://127.0.0.1:${ports.edgeHealth}`,
      powder: `http://127.0.0.1:${ports.powder}`,
      powderHealth: `http://127.0.0.1:${ports.powderHealth}`,
    },
    piste: [one, two],
    others,
    peers: others.filter(({ name }) => serviceNamed(name).paths.length === 0),
    data,
    mailbox: new Mailbox(data.lodge.ses.endpoint),
    database,
    redis,
    ports,
    secrets: parseEnv(await readFile(join(secrets, 'services/secrets.env'), 'utf8')) as Record<
      string,
      string
    >,
    pid: (name) => componentNamed(name).pid,
    kill: (name, signal = 'SIGKILL') => componentNamed(name).kill(signal),
    restart: (name) => componentNamed(name).start(),
    output: (name) => componentNamed(name).output(),
    startExtra: (settings) => startExtra(services, data, settings, undo),
  };
}

/** Past every proxy. */
function connect({ lodge }: DataStores, undo: Undo): Pick<System, 'database' | 'redis'> {
  const { host, port, database: name, owner } = lodge.postgres;
  const login = { host, port, user: owner.username, password: owner.password, database: name };
  const database = new pg.Pool({ ...login, max: 4 });
  // An idle connection that a killed Postgres takes along is replaced at the next query.
  database.on('error', () => undefined);
  const redis = new Redis({ host: '127.0.0.1', port: portOf(lodge.redis.endpoint), lazyConnect: true });
  redis.on('error', () => undefined);
  undo.push(async () => {
    redis.disconnect();
    await database.end();
  });
  return { database, redis };
}

/** All at once: each service waits a while for its load balancer, nginx does not. */
async function stopServices(components: ReadonlyMap<ComponentName, Component>): Promise<void> {
  const ends = [...components].map(([name, component]) =>
    component.kill(name === 'powder' || name === 'edge' ? 'SIGKILL' : 'SIGTERM'),
  );
  await Promise.all(ends);
}

const portOf = (endpoint: string) => Number(endpoint.split(':')[1]);
