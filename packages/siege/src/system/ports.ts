import { randomInt } from 'node:crypto';
import { isPortFree } from '@gnar/lodge/ports';

/** What listens, and where each service finds its data stores: through a proxy of its own. */
const names = [
  ...(['edge', 'edgeHealth', 'powder', 'powderHealth', 'piste1', 'piste1Health', 'piste2'] as const),
  ...(['piste2Health', 'offPiste', 'offPisteHealth', 'redis'] as const),
  ...(['piste1Postgres', 'piste1Redis', 'piste2Postgres', 'piste2Redis'] as const),
  ...(['offPistePostgres', 'offPisteRedis'] as const),
] as const;

export type Ports = Readonly<Record<(typeof names)[number], number>>;

/** Below those that the system gives to outgoing connections: a port stays free while its owner is down. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

export async function choosePorts(): Promise<Ports> {
  const numbers = await steadyPorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0]));
  // Object.fromEntries forgets which keys it was given.
  return ports as Ports;
}

/** As many different free ports as asked for; two runs on one machine rarely choose the same. */
export async function steadyPorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port)) found.add(port);
  }
  return [...found];
}
