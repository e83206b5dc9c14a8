import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { optionsOf, refuse } from '@gnar/lodge/command-line';
import { describeMachine, writeResults, type ResultsPlace } from '@gnar/lodge/results-page';
import { attacks } from '../attacks/attacks.ts';
import { ownCheckout } from '../system/checkout.ts';
import { startSystem } from '../system/system.ts';
import { People } from './people.ts';
import { isFailure, markdownOf, rowsOf, tableOf, type Row } from './report.ts';
import { runAttacks } from './run-attacks.ts';

/** The program exits by then in any case; the watchdog ends what it leaves. */
const HARD_STOP_MS = 28 * 60_000;

const machine = describeMachine();

const usage = `npm run attack [-- [--only <attack>]… [--against <checkout>] [--images <folder>] [--write] [--list]]

  --only <attack>       the default is all of them
  --against <checkout>  an older checkout of the product instead of this one
  --images <folder>     keeps the built images there for the next run with the same source
  --write               puts the table into docs/security-testing.md; goes without --only
  --list                names the attacks`;
const values = optionsOf(usage, {
  only: { type: 'string', multiple: true },
  against: { type: 'string' },
  images: { type: 'string' },
  write: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
});

if (values.write && values.only) refuse('--write goes with the whole table: leave out --only.');

const against = values.against === undefined ? undefined : resolve(values.against);
for (const needed of ['docker/rehearse', 'node_modules'])
  if (against !== undefined && !existsSync(join(against, needed)))
    refuse(`--against takes a checkout with its dependencies: ${against} has no ${needed}.`);

if (values.list) {
  for (const { name, promises, does } of attacks) console.log(`${name} (${promises.join(', ')}): ${does}`);
} else {
  const code = await main();
  // Node never exits by itself while it holds a socket that was reset while connecting.
  process.exit(code);
}

async function main(): Promise<number> {
  const wanted = chosen(values.only);
  const began = performance.now();
  const log = (line: string) => console.log(`${String(secondsSince(began)).padStart(5)} s  ${line}`);
  const hardStop = setTimeout(() => {
    console.error(`Not finished after ${HARD_STOP_MS / 60_000} minutes, giving up.`);
    process.exit(1);
  }, HARD_STOP_MS);
  const images = values.images === undefined ? undefined : resolve(values.images);
  const system = await startSystem({ against, images, log });
  let code: number;
  try {
    const outcomes = await runAttacks(wanted, system, new People(system), log);
    code = await report(rowsOf(outcomes), { redis: system.data.redis, seconds: secondsSince(began) });
  } finally {
    await system.stop();
  }
  clearTimeout(hardStop);
  return code;
}

interface Circumstances {
  readonly redis: string;
  readonly seconds: number;
}

/** Called before the system is stopped, so that a failure there loses no results. @returns the exit code */
async function report(rows: readonly Row[], { redis, seconds }: Circumstances): Promise<number> {
  const at = new Date().toISOString();
  await keep({ machine, at, against, seconds, redis, rows });
  const circumstances = `${machine}, ${at.slice(0, 10)}, ${seconds} s.`;
  if (values.write) await writeResults(placeOf(against !== undefined), circumstances, markdownOf(rows));
  console.log(`\n${tableOf(rows)}\n`);
  const failed = rows.filter(isFailure).length;
  console.log(`${rows.length} results, ${failed} not held, ${seconds} s.`);
  return failed === 0 ? 0 : 1;
}

/** Behind the mark of this product, or of the older one. */
function placeOf(isOlder: boolean): ResultsPlace {
  return {
    page: join(ownCheckout, 'docs/security-testing.md'),
    begin: `<!-- results: npm run attack -- ${isOlder ? '--against … ' : ''}--write -->`,
    end: '<!-- end of results -->',
  };
}

function chosen(names: readonly string[] | undefined) {
  if (names === undefined) return attacks;
  const unknown = names.filter((name) => !attacks.some((attack) => attack.name === name));
  if (unknown.length > 0) refuse(`Unknown attack: ${unknown.join(', ')}. --list prints all attacks.`);
  return attacks.filter(({ name }) => names.includes(name));
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 1000);
}

async function keep(result: object): Promise<void> {
  const folder = join(ownCheckout, '.gnar/attack');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'last.json'), `${JSON.stringify(result, null, 2)}\n`);
}
