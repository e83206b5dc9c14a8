import { setTimeout as delay } from 'node:timers/promises';
import { answersWell } from '../system/component.ts';
import { dataStores, type System } from '../system/system.types.ts';
import type { Attack, Check } from './attack.ts';
import type { People } from './people.ts';
import type { Outcome } from './report.ts';

const LIMIT_MS = 180_000;

/** Runs the attacks one after the other; before each, the product is repaired. */
export async function runAttacks(
  attacks: readonly Attack[],
  system: System,
  people: People,
  log: (line: string) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const attack of attacks) {
    log(`${attack.name} …`);
    await recover(system);
    const outcome = await runAttack(attack, system, people, log);
    log(`${attack.name}: ${outcome.failure ?? 'done'} after ${outcome.seconds.toFixed(1)} s`);
    outcomes.push(outcome);
  }
  // So that it ends as it should.
  await recover(system);
  return outcomes;
}

async function runAttack(
  attack: Attack,
  system: System,
  people: People,
  log: (line: string) => void,
): Promise<Outcome> {
  const checks: Check[] = [];
  const skipped: string[] = [];
  const began = performance.now();
  const over = new AbortController();
  let failure: string | undefined;
  const run = attack.run({
    system,
    people,
    check: (promise, claim, holds, measured) => {
      checks.push({ promise, claim, holds, measured: String(measured) });
      log(`  ${holds ? 'held  ' : 'BROKEN'} ${promise} ${claim}: ${measured}`);
    },
    skip: (why) => {
      skipped.push(why);
      log(`  skipped: ${why}`);
    },
  });
  const limitMs = attack.limitMs ?? LIMIT_MS;
  const late = delay(limitMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`did not finish within ${limitMs / 1000} s`);
  });
  try {
    await Promise.race([run, late]);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  } finally {
    over.abort();
    late.catch(() => undefined);
    // A rejection of an attack that timed out must not end the program.
    run.catch(() => undefined);
  }
  return { attack, checks, skipped, failure, seconds: (performance.now() - began) / 1000 };
}

/** Removes every fault and restarts what is down or not responding. */
async function recover(system: System): Promise<void> {
  const services = [...system.others, ...system.piste];
  for (const { ways } of services) for (const way of [ways.postgres, ways.redis]) await way.heal();
  for (const name of dataStores) await system.restart(name);
  for (const { name, healthUrl } of services) {
    const isUp = await eventually(() => answersWell(`${healthUrl}/readyz`), 5);
    if (!isUp) await system.kill(name);
    await system.restart(name);
  }
  for (const name of ['powder', 'edge'] as const) await system.restart(name);
}

async function eventually(holds: () => Promise<boolean>, tries: number): Promise<boolean> {
  for (let turn = 0; turn < tries; turn += 1) {
    if (await holds()) return true;
    await delay(300);
  }
  return false;
}
