import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentName } from '../system/replica.types.ts';
import type { System } from '../system/system.types.ts';

interface KillerOptions {
  readonly system: Pick<System, 'kill' | 'restart' | 'piste' | 'others'>;
  /** How many in all; the last third of them two at a time. */
  readonly kills: number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Kills parts of the product at random moments and restarts each. @returns how often each was killed */
export async function killAtRandom(options: KillerOptions): Promise<Map<ComponentName, number>> {
  const { system, kills, log, signal } = options;
  const services = [...system.piste, ...system.others].map(({ name }) => name);
  const targets = [...services, 'redis', 'postgres', 'sqs', 'ses'];
  const done = new Map<ComponentName, number>();
  const total = () => [...done.values()].reduce((sum, count) => sum + count, 0);
  for (let logged = 0; total() < kills && !signal.aborted;) {
    const isDouble = total() >= (2 * kills) / 3;
    const chosen = shuffled(targets).slice(0, isDouble ? 2 : 1);
    // Waits for both before a failure is thrown: what starts later would outlive the system.
    const outcomes = await Promise.allSettled(chosen.map((name) => killAndRestart(system, name)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    for (const name of chosen) done.set(name, (done.get(name) ?? 0) + 1);
    if (total() - logged >= 20) log(`${(logged = total())} kills`);
    await delay(Math.random() * 1_200);
  }
  return done;
}

async function killAndRestart(system: KillerOptions['system'], name: ComponentName): Promise<void> {
  await delay(Math.random() * 300);
  await system.kill(name);
  await delay(Math.random() * 800);
  await system.restart(name);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
