import { FaultProxy } from '@gnar/lodge/testing';
import { nodeServices } from '../../../../services.ts';
import type { Images } from './checkout.ts';
import type { DataStores } from './data-stores.ts';
import { knownService } from './known-services.ts';
import { chooseReplicaPorts, type ReplicaPorts } from './ports.ts';
import type { Services } from './services.ts';
import type { Replica } from './replica.types.ts';
import type { ExtraService } from './system.types.ts';

export type Undo = (() => Promise<unknown>)[];
type Settings = Readonly<Record<string, string>>;

/** The service with the accounts: it runs twice, every other service once. */
const MAIN = 'piste';

/** What is to run: piste twice, and each other service that has an image. */
export function wantedReplicas({ byService }: Images, pisteSettings: Settings) {
  // An older checkout has fewer services.
  const others = nodeServices.filter(({ name }) => name !== MAIN && name in byService);
  return [
    ...['piste-1', 'piste-2'].map((name) => ({ service: MAIN, name, settings: pisteSettings })),
    ...others.map(({ name }) => ({ service: name, name, settings: knownService(name).settings ?? {} })),
  ];
}

/** With its ways to the data stores, which are closed again by `undo`. */
export async function openReplica(
  { lodge }: DataStores,
  name: string,
  { port, healthPort, postgres, redis }: ReplicaPorts,
  undo: Undo,
): Promise<Replica> {
  const ways = {
    postgres: await FaultProxy.start(`${lodge.postgres.host}:${lodge.postgres.port}`, postgres),
    redis: await FaultProxy.start(lodge.redis.endpoint, redis),
  };
  undo.push(() => Promise.all([ways.postgres.stop(), ways.redis.stop()]));
  const [url, healthUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${healthPort}`];
  return { name, port, healthPort, url, healthUrl, ways };
}

export async function startExtra(
  services: Services,
  data: DataStores,
  settings: Settings,
  undo: Undo,
): Promise<ExtraService> {
  const closeWays: Undo = [];
  const ports = await chooseReplicaPorts();
  const replica = await openReplica(data, `${MAIN}-extra-${ports.port}`, ports, closeWays);
  const program = services.prepare(MAIN, replica, settings);
  const stop = async () => {
    await program.kill('SIGKILL');
    await Promise.all(closeWays.map((close) => close()));
  };
  undo.push(stop);
  await program.start();
  return { ...replica, output: () => program.output(), stop };
}
