import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLodge } from '@gnar/lodge';
import { optionsOf, refuse } from '@gnar/lodge/command-line';
import { describeMachine, writeResults } from '@gnar/lodge/results-page';
import { root } from '../root.ts';
import { runTests, type TimedTest } from './mutant-run.ts';
import { mutationsOf } from './mutation.ts';
import { describe, faultsOf, reportOf, type Mutant } from './report.ts';
import { sample } from './sample.ts';
import { mutantFilesOf, targets, type Target } from './targets.ts';
import { TestOrder } from './test-order.ts';

/**
 * `npm run mutants`: plants deliberate mistakes, one at a time, and runs the tests that have to notice. Stryker was
 * tried on paper and left: its sandbox is a copy whose workspace links lead back to the original, so that a mutated
 * gear would not reach piste. Here the mistake is made by jest's transform and the files stay as they are.
 */
const usage = `npm run mutants [-- [--area <area>]… [--each <number>] [--seed <number>] [--write]]

  --area <area>    ${targets.map(({ area }) => `"${area}"`).join(', ')}; default: all of them
  --each <number>  at most so many mistakes in an area; default 32
  --seed <number>  draws others; default 2026
  --write          puts the table into docs/security-testing.md; goes with all areas`;
const values = optionsOf(usage, {
  area: { type: 'string', multiple: true },
  each: { type: 'string', default: '32' },
  seed: { type: 'string', default: '2026' },
  write: { type: 'boolean', default: false },
});
const place = {
  page: join(root, 'docs/security-testing.md'),
  begin: '<!-- mutants -->',
  end: '<!-- end of mutants -->',
};
const WORKERS = 2;
/** No mistake is begun later; the tests of those in hand and those without mistakes at the end take up to five more. */
const TIME_LIMIT_MS = 22 * 60_000;
const perArea = Number(values.each);
const seed = Number(values.seed);
const unknown = (values.area ?? []).filter((name) => !targets.some(({ area }) => area === name));
if (unknown.length > 0) refuse(`No --area is called ${unknown.join(', ')}.`);
if (!(perArea > 0) || Number.isNaN(seed)) refuse('--each and --seed take a number.');
if (values.write && values.area) refuse('--write goes with all areas.');

const began = Date.now();
const lodge = await startLodge();
try {
  const { postgres, redis, sqs, ses, stubs } = lodge;
  // The tests of every mutant meet in one lodge instead of starting their own.
  process.env['GNAR_TEST_LODGE'] = JSON.stringify({ postgres, redis, sqs, ses, stubs });
  const chosen = targets.filter(({ area }) => values.area?.includes(area) ?? true);
  const tests = new Map<string, readonly TimedTest[]>();
  await shared(chosen, async (target) => {
    tests.set(target.area, await timeTests(target));
  });
  const mutants = interleave(chosen.map((target) => mutantsOf(target)));
  tell(`the tests pass without mistakes; ${mutants.length} mistakes are planted`);
  const order = new TestOrder();
  await shared(mutants, (mutant) => judge(mutant, tests.get(mutant.area) ?? [], order));
  // Tests that what came before in this lodge, or the load, makes fail would have noticed anything.
  await shared(chosen, async (target) => {
    await timeTests(target);
  });
  await conclude(mutants);
} finally {
  await lodge.stop();
}

/** As many at a time as there are workers, in this order. */
async function shared<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

/** @throws Error when a test fails without any mistake */
async function timeTests({ area, tests }: Target): Promise<readonly TimedTest[]> {
  const paths = globSync([...tests], { cwd: root }).sort();
  const { tests: timed, failure } = await runTests(paths.map((path) => ({ path, ms: 60_000 })));
  if (failure) throw new Error(`${area}: ${failure.path} fails without any mistake: ${failure.test}`);
  if (timed.length < paths.length)
    throw new Error(`${area}: only ${timed.length} of ${paths.length} test files ran.`);
  return timed;
}

function mutantsOf(target: Target): Mutant[] {
  const all = mutantFilesOf(target).flatMap((file) =>
    mutationsOf(file, readFileSync(join(root, file), 'utf8')),
  );
  return sample(all, perArea, seed).map((mutation) => ({ area: target.area, mutation }));
}

/** Area by area in turn, so that a run that ends early has seen something of each. */
function interleave(lists: readonly Mutant[][]): Mutant[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

async function judge(mutant: Mutant, tests: readonly TimedTest[], order: TestOrder): Promise<void> {
  if (Date.now() - began > TIME_LIMIT_MS) return;
  const { mutation } = mutant;
  const { file, start, end, original } = mutation;
  if (readFileSync(join(root, file), 'utf8').slice(start, end) !== original)
    throw new Error(`${file} was changed during the run: nothing is known of ${describe(mutation)}.`);
  const { failure } = await runTests(order.for(file, tests), mutation);
  mutant.verdict = { noticed: failure };
  if (failure) order.noted(file, failure.path);
  else tell(`survived: ${describe(mutation)}`);
}

async function conclude(mutants: readonly Mutant[]): Promise<void> {
  const seconds = Math.round((Date.now() - began) / 1000);
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  const circumstances = `${describeMachine()}, ${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${seconds} s.`;
  const results = reportOf(mutants);
  console.log(`\n${circumstances}\n\n${results}`);
  const folder = join(root, '.gnar/mutants');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'last.json'), `${JSON.stringify({ circumstances, mutants }, null, 2)}\n`);
  if (values.write) await writeResults(place, circumstances, results);
  const faults = faultsOf(mutants);
  for (const fault of faults) console.error(`Failed: ${fault}.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function tell(line: string): void {
  console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`);
}
