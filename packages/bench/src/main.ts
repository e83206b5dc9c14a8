import { fileURLToPath } from 'node:url';
import { optionsOf, refuse } from '@gnar/lodge/command-line';
import { describeMachine, writeResults } from '@gnar/lodge/results-page';
import { inWorld } from './product/world.ts';
import { judge, summaryOf, type JudgedFigure } from './report/figure.ts';
import { table } from './report/table.ts';
import { rows } from './rows/rows.ts';

/** See docs/performance.md. */
const place = {
  page: fileURLToPath(new URL('../../../docs/performance.md', import.meta.url)),
  begin: '<!-- results: npm run bench -- --write -->',
  end: '<!-- end of results -->',
};
const usage = `npm run bench [-- [--only <row>]… [--growth] [--write]]

  --only <row>  ${rows.map(({ name }) => name).join(', ')}; default: every row but the long ones
  --growth      the long ones too
  --write       puts the table into docs/performance.md; goes without --only`;
const values = optionsOf(usage, {
  only: { type: 'string', multiple: true },
  growth: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
});
const unknown = (values.only ?? []).filter((name) => rows.every((row) => row.name !== name));
if (unknown.length > 0) refuse(`No row is called ${unknown.join(', ')}.`);
if (values.write && values.only) refuse('--write goes with the whole table: leave out --only.');
const chosen = rows.filter(
  ({ name, isLong = false }) => values.only?.includes(name) ?? (!isLong || values.growth),
);

const machine = describeMachine();
console.log(`${machine}\n`);
const figures: JudgedFigure[] = [];
let redis = '';
await inWorld(async (world) => {
  redis = world.redis;
  console.log(`Redis is ${redis}.\n`);
  if (!world.cores.areApart) console.log('App and load share the cores: ratios come out closer to 1.\n');
  for (const row of chosen) {
    console.log(`${row.name}: ${row.about} …`);
    const startedAt = performance.now();
    const measured = (await row.measure(world)).map(judge);
    console.log(`${table(measured)}\n${row.name} took ${spellSince(startedAt)}.\n`);
    figures.push(...measured);
  }
});
const results = `${table(figures)}\n\n${summaryOf(figures)}`;
if (values.write)
  await writeResults(place, `${machine}, ${redis}, ${new Date().toISOString().slice(0, 10)}.`, results);
console.log(`${results}\n\nThe run took ${spellSince(0)}.`);
process.exitCode = figures.some(({ verdict }) => verdict === 'missed') ? 1 : 0;

/** `1 min 5 s`, from a time of performance.now(). */
function spellSince(startedAt: number): string {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
