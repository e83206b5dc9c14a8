import { optionsOf, refuse } from '@gnar/lodge/command-line';
import { startSystem } from '../system/system.ts';
import { Actor } from './actor.ts';
import { Client } from './client.ts';
import { killAtRandom } from './killer.ts';
import { Postbox } from './postbox.ts';
import { compare } from './settle.ts';
import { Violations } from './violations.ts';

/**
 * `npm run chaos`: under a steady load of what people do, ends the parts of the product hard at random moments, one at a
 * time and then two, and compares what was acknowledged with what is so. Exits 1 on any violation.
 */
const usage = `npm run chaos [-- [--kills <number>] [--actors <number>] [--images <folder>]]

  --kills <number>   1 to 2000, default 210
  --actors <number>  people at work at once, 1 to 50, default 5
  --images <folder>  keeps the built images there for the next run`;
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
const tell = (line: string) => console.log(`${seconds().padStart(6)} s  ${line}`);
const violations = new Violations();
const system = await startSystem({ tell, images: values.images });
try {
  const [one, two] = system.piste;
  const client = new Client([one.url, two.url]);
  const run = started.toString(36);
  const actors = Array.from({ length: actorCount }, () => new Actor({ system, client, violations, run }));
  const over = new AbortController();
  const postbox = new Postbox(system.data.lodge.ses.endpoint);
  const watching = postbox.watch(over.signal);
  const working = Promise.all(actors.map((actor) => actor.run(over.signal)));
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  // An actor that fails ends the run at once instead of after the last kill.
  const killing = killAtRandom({ system, kills, tell, signal: AbortSignal.any([limit, over.signal]) });
  const failed = working.then(() => undefined);
  const killed = await Promise.race([killing, failed.then(() => killing)]).finally(() => over.abort());
  await Promise.all([working, watching]);
  tell('everything is up again, comparing');
  const people = actors.flatMap((actor) => actor.people);
  await compare({ system, client, people, postbox, violations });
  const total = [...killed.values()].reduce((sum, count) => sum + count, 0);
  const acknowledged = actors.reduce((sum, actor) => sum + actor.acknowledged, 0);
  console.log(`\n| | |\n| --- | ---: |`);
  for (const [name, count] of killed) console.log(`| kills of ${name} | ${count} |`);
  console.log(`| kills in all | ${total} |`);
  console.log(`| people | ${people.length} |`);
  console.log(`| acknowledged operations | ${acknowledged} |`);
  console.log(`| answers, and requests without one | ${client.answered}, ${client.lost} |`);
  console.log(`| seconds | ${seconds()} |`);
  console.log(`| violations | ${violations.all.length} |`);
  if (total < kills)
    violations.add(`only ${total} of ${kills} kills within ${TIME_LIMIT_MS / 60_000} minutes`);
} finally {
  await system.stop();
}
process.exitCode = violations.all.length === 0 ? 0 : 1;

function seconds(): string {
  return ((Date.now() - started) / 1000).toFixed(0);
}
