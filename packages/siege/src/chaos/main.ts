import { optionsOf, refuse } from '@gnar/lodge/command-line';
import { markdownTable } from '@gnar/lodge/markdown-table';
import { describeMachine } from '@gnar/lodge/results-page';
import { startSystem } from '../system/system.ts';
import type { System } from '../system/system.types.ts';
import { Actor } from './actor.ts';
import { Client } from './client.ts';
import { killAtRandom } from './killer.ts';
import { Postbox } from './postbox.ts';
import { compare } from './settle.ts';
import { Violations } from './violations.ts';

/**
 * `npm run chaos`: under a steady load of user actions, kills the parts of the product at random moments, one at a
 * time and then two, and compares what was acknowledged with the state afterwards. Exits 1 on any violation.
 */
const usage = `npm run chaos [-- [--kills <number>] [--actors <number>] [--images <folder>]]

  --kills <number>   1 to 2000, default 210
  --actors <number>  people at work at once, 1 to 50, default 5
  --images <folder>  keeps the built images there for the next run with the same source`;
const values = optionsOf(usage, {
  kills: { type: 'string', default: '210' },
  actors: { type: 'string', default: '5' },
  images: { type: 'string' },
});
const [kills, actorCount] = [Number(values.kills), Number(values.actors)];
if (!(kills > 0 && kills <= 2_000 && actorCount > 0 && actorCount <= 50))
  refuse('--kills takes a number from 1 to 2000, --actors one from 1 to 50.');
const TIME_LIMIT_MS = 20 * 60_000;

const started = Date.now();
const log = (line: string) => console.log(`${seconds().padStart(6)} s  ${line}`);
const violations = new Violations();

const code = await main();
// Node never exits by itself while it holds a socket that was reset while connecting.
process.exit(code);

async function main(): Promise<number> {
  const system = await startSystem({ log, images: values.images });
  try {
    await besiege(system);
  } finally {
    await system.stop();
  }
  return violations.all.length === 0 ? 0 : 1;
}

async function besiege(system: System): Promise<void> {
  const [one, two] = system.piste;
  const client = new Client([one.url, two.url]);
  const run = started.toString(36);
  const actors = Array.from({ length: actorCount }, () => new Actor({ system, client, violations, run }));
  const postbox = new Postbox(system.data.lodge.ses.endpoint);
  const killed = await killUnderLoad(system, actors, postbox);
  log('everything is up again, comparing');
  const people = actors.flatMap((actor) => actor.people);
  await compare({ system, client, people, postbox, violations });
  const total = [...killed.values()].reduce((sum, count) => sum + count, 0);
  const acknowledged = actors.reduce((sum, actor) => sum + actor.acknowledged, 0);
  if (total < kills)
    violations.add(`only ${total} of ${kills} kills within ${TIME_LIMIT_MS / 60_000} minutes`);
  if (acknowledged === 0) violations.add('nothing was acknowledged: there was no load');
  const rows = [
    ['what', 'number'],
    ...[...killed].map(([name, count]) => [`kills of ${name}`, String(count)]),
    ['kills in all', String(total)],
    ['people', String(people.length)],
    ['acknowledged operations', String(acknowledged)],
    ['answers, and requests without one', `${client.answered}, ${client.lost}`],
    ['seconds', seconds()],
    ['violations', String(violations.all.length)],
  ];
  const circumstances = `${describeMachine()}, ${new Date().toISOString().slice(0, 10)}.`;
  console.log(`\n${circumstances}\n\n${markdownTable(rows, ['left', 'right'])}`);
}

/** @returns how often each part was killed */
async function killUnderLoad(system: System, actors: readonly Actor[], postbox: Postbox) {
  const over = new AbortController();
  const watching = postbox.watch(over.signal);
  const working = Promise.all(actors.map((actor) => actor.run(over.signal)));
  const signal = AbortSignal.any([AbortSignal.timeout(TIME_LIMIT_MS), over.signal]);
  const killing = killAtRandom({ system, kills, log, signal });
  try {
    // An actor that fails ends the run at once instead of after the last kill.
    await Promise.race([killing, working]);
  } finally {
    over.abort();
    // Nothing may bring a part back while the system is stopped.
    await Promise.allSettled([killing, working, watching]);
  }
  await working;
  return killing;
}

function seconds(): string {
  return ((Date.now() - started) / 1000).toFixed(0);
}
