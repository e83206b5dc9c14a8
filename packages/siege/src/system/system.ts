import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { FaultProxy } from '@gnar/lodge/testing';
import { openCheckout } from './checkout.ts';
import type { Component } from './component.ts';
import { startDataStores, type DataStores } from './data-stores.ts';
import { buildOrReuse } from './kept-images.ts';
import { Mailbox } from './mailbox.ts';
import { findNginx, prepareEdge, preparePowder } from './nginx.ts';
import { choosePorts, steadyPorts } from './ports.ts';
import type { Ways } from './service-environment.ts';
import { Services, type ServiceKind } from './services.ts';
import type { ComponentName, ExtraService, Replica, System, SystemOptions } from './system.types.ts';
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
  const undo: (() => Promise<unknown>)[] = [];
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
  undo: (() => Promise<unknown>)[],
): Promise<Omit<System, 'stop'>> {
  const checkout = await openCheckout(against);
  log(`building the images of ${checkout.folder}`);
  const images = await buildOrReuse(checkout, keptIn, folder);
  undo.push(() => images.remove());
  const [nginx, ports, composed] = await Promise.all([findNginx(), choosePorts(), checkout.readServices()]);
  log('starting the data stores');
  const data = await startDataStores(folder, ports.redis, watchdog);
  undo.push(async () => {
    await data.lodge.stop();
    await data.components.redis.kill('SIGKILL');
  });
  const secrets = join(folder, 'secrets');
  await mkdir(secrets);
  await checkout.makeSecrets(secrets);
  const surroundings = { lodge: data.lodge, secrets, offPistePort: ports.offPiste };
  const services = new Services({ images, composed, surroundings, folder, watchdog });
  await services.migrate();
  const [ways1, ways2, waysOff] = await Promise.all([
    openWays(data, ports.piste1Postgres, ports.piste1Redis, undo),
    openWays(data, ports.piste2Postgres, ports.piste2Redis, undo),
    openWays(data, ports.offPistePostgres, ports.offPisteRedis, undo),
  ]);
  const at = (port: number, healthPort: number, ways: Ways) => ({ port, healthPort, ways });
  const web = { nginx, folder, ports, watchdog };
  const place1 = at(ports.piste1, ports.piste1Health, ways1);
  const place2 = at(ports.piste2, ports.piste2Health, ways2);
  const placeOff = at(ports.offPiste, ports.offPisteHealth, waysOff);
  const components: Record<ComponentName, Component> = {
    ...data.components,
    'off-piste': services.prepare('off-piste', 'off-piste', placeOff),
    'piste-1': services.prepare('piste', 'piste-1', place1, pisteSettings),
    'piste-2': services.prepare('piste', 'piste-2', place2, pisteSettings),
    powder: await preparePowder(images.powder, web),
    edge: await prepareEdge(await checkout.readEdgeConfiguration(), web),
  };
  log('starting the services');
  undo.push(() => stopServices(components));
  for (const name of ['off-piste', 'piste-1', 'piste-2', 'powder', 'edge'] as const)
    await components[name].start();
  const { host, port, database: name, owner } = data.lodge.postgres;
  const login = { host, port, user: owner.username, password: owner.password, database: name };
  const database = new pg.Pool({ ...login, max: 4 });
  // An idle connection that a killed Postgres takes along is replaced at the next query.
  database.on('error', () => undefined);
  const redis = new Redis({ host: '127.0.0.1', port: portOf(data.lodge.redis.endpoint), lazyConnect: true });
  redis.on('error', () => undefined);
  undo.push(async () => {
    redis.disconnect();
    await database.end();
  });
  log(`up: http://127.0.0.1:${ports.edge}, Redis is ${data.redis}`);
  return {
    urls: {
      edge: `http://127.0.0.1:${ports.edge}`,
      edgeHealth: `http://127.0.0.1:${ports.edgeHealth}`,
      powder: `http://127.0.0.1:${ports.powder}`,
      powderHealth: `http://127.0.0.1:${ports.powderHealth}`,
    },
    piste: [replicaAt(place1), replicaAt(place2)],
    offPiste: replicaAt(placeOff),
    data,
    mailbox: new Mailbox(data.lodge.ses.endpoint),
    database,
    redis,
    ports,
    secrets: parseEnv(await readFile(join(secrets, 'services/secrets.env'), 'utf8')) as Record<
      string,
      string
    >,
    pid: (component) => components[component].pid,
    kill: (component, signal = 'SIGKILL') => components[component].kill(signal),
    restart: (component) => components[component].start(),
    output: (component) => components[component].output(),
    startExtra: (kind, settings) => startExtra(services, data, kind, settings, undo),
  };
}

async function startExtra(
  services: Services,
  data: DataStores,
  kind: ServiceKind,
  settings: Readonly<Record<string, string>>,
  undo: (() => Promise<unknown>)[],
): Promise<ExtraService> {
  const [port = 0, healthPort = 0, toPostgres = 0, toRedis = 0] = await steadyPorts(4);
  const closeWays: (() => Promise<unknown>)[] = [];
  const place = { port, healthPort, ways: await openWays(data, toPostgres, toRedis, closeWays) };
  const program = services.prepare(kind, `${kind}-extra-${port}`, place, settings);
  const stop = async () => {
    await program.kill('SIGKILL');
    await Promise.all(closeWays.map((close) => close()));
  };
  undo.push(stop);
  await program.start();
  return { ...replicaAt(place), output: () => program.output(), stop };
}

async function openWays(
  { lodge }: DataStores,
  toPostgres: number,
  toRedis: number,
  undo: (() => Promise<unknown>)[],
): Promise<Ways> {
  const { host, port } = lodge.postgres;
  const ways = {
    postgres: await FaultProxy.start(`${host}:${port}`, toPostgres),
    redis: await FaultProxy.start(lodge.redis.endpoint, toRedis),
  };
  undo.push(() => Promise.all([ways.postgres.stop(), ways.redis.stop()]));
  return ways;
}

/** All at once: each waits a while for its load balancer. */
async function stopServices(components: Readonly<Record<ComponentName, Component>>): Promise<void> {
  await Promise.all([
    ...(['piste-1', 'piste-2', 'off-piste'] as const).map((name) => components[name].kill('SIGTERM')),
    ...(['powder', 'edge'] as const).map((name) => components[name].kill('SIGKILL')),
  ]);
}

const replicaAt = ({
  port,
  healthPort,
  ways,
}: {
  port: number;
  healthPort: number;
  ways: Ways;
}): Replica => ({
  url: `http://127.0.0.1:${port}`,
  healthUrl: `http://127.0.0.1:${healthPort}`,
  ways,
});

const portOf = (endpoint: string) => Number(endpoint.split(':')[1]);
