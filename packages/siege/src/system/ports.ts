import { freePorts } from '@gnar/lodge/ports';

/** What listens, and where each service finds its data stores: through a proxy of its own. */
const names = [
  ...(['edge', 'edgeHealth', 'powder', 'powderHealth', 'piste1', 'piste1Health', 'piste2'] as const),
  ...(['piste2Health', 'offPiste', 'offPisteHealth', 'redis'] as const),
  ...(['piste1Postgres', 'piste1Redis', 'piste2Postgres', 'piste2Redis'] as const),
  ...(['offPistePostgres', 'offPisteRedis'] as const),
] as const;

export type Ports = Readonly<Record<(typeof names)[number], number>>;

export async function choosePorts(): Promise<Ports> {
  const numbers = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0]));
  // Object.fromEntries forgets which keys it was given.
  return ports as Ports;
}
