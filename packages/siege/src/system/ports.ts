import { randomInt } from 'node:crypto';
import { isPortFree } from '@gnar/lodge/ports';

/** Where what is there once listens. */
export interface Ports {
  readonly edge: number;
  readonly edgeHealth: number;
  readonly powder: number;
  readonly powderHealth: number;
  readonly redis: number;
}

/** Of a service, which finds its data stores through proxies of its own. */
export interface ReplicaPorts {
  readonly port: number;
  readonly healthPort: number;
  readonly postgres: number;
  readonly redis: number;
}

/** Below those that the system gives to outgoing connections: a port stays free while its owner is down. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** For what is there once, and for each of the replicas. */
export async function choosePorts<Replica>(
  replicas: readonly Replica[],
): Promise<{ ports: Ports; placed: (Replica & { readonly at: ReplicaPorts })[] }> {
  const numbers = await steadyPorts(5 + 4 * replicas.length);
  const next = () => numbers.pop() ?? 0;
  const ports = { edge: next(), edgeHealth: next(), powder: next(), powderHealth: next(), redis: next() };
  return { ports, placed: replicas.map((replica) => ({ ...replica, at: replicaPorts(next) })) };
}

export async function chooseReplicaPorts(): Promise<ReplicaPorts> {
  const numbers = await steadyPorts(4);
  return replicaPorts(() => numbers.pop() ?? 0);
}

const replicaPorts = (next: () => number): ReplicaPorts => ({
  ...{ port: next(), healthPort: next(), postgres: next(), redis: next() },
});

/** As many different free ports as asked for; two runs on one machine rarely choose the same. */
async function steadyPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port)) found.add(port);
  }
  return [...found];
}
