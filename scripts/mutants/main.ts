import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLodge } from '@gnar/lodge';
import { root } from '../root.ts';
import { reasonToAccept } from './accepted-survivors.ts';
import { judge, timeTests, type TimedTest, type Verdict } from './mutant-run.ts';
import { mutationsOf, type Mutation } from './mutation.ts';
import { sample } from './sample.ts';
import { targets, type Target } from './targets.ts';

/**
 * `npm run mutants`: plants deliberate mistakes, one at a time, and runs the tests that have to notice. Stryker was
 * tried on paper and left: its sandbox is a copy whose workspace links lead back to the original, so that a mutated
 * gear would not reach piste. Here the mistake is made by jest's transform and the files stay as they are.
 */
const { values } = parseArgs({
  options: {
    area: { type: 'string', multiple: true },
    each: { type: 'string', default: '32' },
    seed: { type: 'string', default: '2026' },
  },
});
const EXPECTED_KILLED = 0.85;
const WORKERS = 2;
const TIME_LIMIT_MS = 27 * 60_000;
const perArea = Number(values.each);
const seed = Number(values.seed);
const unknown = (values.area ?? []).filter((name) => !targets.some(({ area }) => area === name));
if (unknown.length > 0 || !(perArea > 0) || Number.isNaN(seed)) {
  console.error(
    `--area takes ${targets.map(({ area }) => `"${area}"`).join(', ')}; --each and --seed take a number.`,
  );
  process.exit(2);
}

interface Mutant {
  readonly target: Target;
  readonly mutation: Mutation;
  verdict?: Verdict;
}

const deadline = Date.now() + TIME_LIMIT_MS;
const lodge = await startLodge();
try {
  const { postgres, redis, sqs, ses, stubs } = lodge;
  // The tests of every mutant meet in one lodge instead of starting their own.
  process.env['GNAR_TEST_LODGE'] = JSON.stringify({ postgres, redis, sqs, ses, stubs });
  const chosen = targets.filter(({ area }) => values.area?.includes(area) ?? true);
  const tests = new Map<Target, TimedTest[]>();
  for (const target of chosen) tests.set(target, await timeTests(testsOf(target)));
  const mutants = interleave(chosen.map((target) => mutantsOf(target)));
  console.log(`${mutants.length} mutants\n`);
  const waiting = [...mutants];
  await Promise.all(Array.from({ length: WORKERS }, () => work(waiting, tests)));
  report(chosen, mutants);
} finally {
  await lodge.stop();
}

function mutantsOf(target: Target): Mutant[] {
  const all = globSync([...target.files], { cwd: root })
    .filter((file) => !/\.(?:test|types)\.ts$/.test(file))
    .sort()
    .flatMap((file) => mutationsOf(file, readFileSync(join(root, file), 'utf8')));
  return sample(all, perArea, seed).map((mutation) => ({ target, mutation }));
}

function testsOf({ tests }: Target): string[] {
  return globSync([...tests], { cwd: root }).sort();
}

/** Area by area in turn, so that a run that ends early has seen something of each. */
function interleave(lists: readonly Mutant[][]): Mutant[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

async function work(waiting: Mutant[], tests: ReadonlyMap<Target, readonly TimedTest[]>): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    if (Date.now() > deadline) return;
    const { target, mutation } = mutant;
    mutant.verdict = await judge(tests.get(target) ?? [], mutation);
    if (mutant.verdict === 'survived') console.log(`survived  ${describe(mutation)}`);
  }
}

function report(chosen: readonly Target[], mutants: readonly Mutant[]): void {
  console.log('\n| area | mutants | killed | accepted | survived | killed of those that could be |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const target of chosen)
    console.log(
      row(
        target.area,
        mutants.filter((mutant) => mutant.target === target),
      ),
    );
  console.log(row('all', mutants));
  const { killed, counted } = countsOf(mutants);
  const unjudged = mutants.filter(({ verdict }) => verdict === undefined).length;
  if (unjudged > 0) console.log(`\n${unjudged} were not run within ${TIME_LIMIT_MS / 60_000} minutes.`);
  process.exitCode = counted > 0 && killed / counted >= EXPECTED_KILLED ? 0 : 1;
}

function row(name: string, mutants: readonly Mutant[]): string {
  const { killed, accepted, counted } = countsOf(mutants);
  const share = counted === 0 ? '–' : `${Math.round((100 * killed) / counted)} %`;
  return `| ${[name, counted + accepted, killed, accepted, counted - killed, share].join(' | ')} |`;
}

function countsOf(mutants: readonly Mutant[]) {
  const survivors = mutants.filter(({ verdict }) => verdict === 'survived');
  const accepted = survivors.filter(({ mutation }) => reasonToAccept(mutation) !== undefined).length;
  const killed = mutants.filter(({ verdict }) => verdict === 'killed').length;
  return { killed, accepted, counted: killed + survivors.length - accepted };
}

function describe(mutation: Mutation): string {
  const { file, line, original, replacement } = mutation;
  const reason = reasonToAccept(mutation);
  const edit = `${brief(original)} → ${brief(replacement)}`;
  return `${file}:${line} ${edit}${reason === undefined ? '' : ` (accepted: ${reason})`}`;
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return JSON.stringify(line.length > 70 ? `${line.slice(0, 67)}…` : line);
}
