import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { nodeServices } from '../../services.ts';
import { root } from '../root.ts';
import { runCommand, type CommandResult } from '../run-command.ts';

/** What a stage contributes to the last line. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Stage {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  /** Ends the stage when it hangs; in minutes. */
  readonly limitMinutes: number;
  /** A file with jest's results. Absent: the stage is one check, and its output is shown only when it fails. */
  readonly results?: string;
}

const resultsFolder = join(root, '.gnar', 'test-results');
const jestResults = (name: string) => join(resultsFolder, `${name}.json`);

/** Whose coverage has a threshold, and who takes part in it; measuring costs a third of the time. */
const measured = ['gear', 'edge', ...nodeServices.map(({ name }) => name)];

function jest(name: string, ...args: string[]): [string, ...string[]] {
  return ['jest', '--json', `--outputFile=${jestResults(name)}`, ...args];
}

const stages: readonly (readonly Stage[])[] = [
  [
    { title: 'types', command: ['tsc', '-b', '.', 'infra', 'k8s', 'docker'], limitMinutes: 5 },
    { title: 'lint', command: ['eslint', '.', '--max-warnings', '0'], limitMinutes: 8 },
    { title: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'], limitMinutes: 3 },
  ],
  [
    {
      title: 'unit and integration, measured',
      command: jest('measured', '--maxWorkers=2', '--coverage', '--selectProjects', ...measured),
      limitMinutes: 12,
      results: jestResults('measured'),
    },
  ],
  [
    {
      title: 'unit and integration, pages, infrastructure, manifests, images',
      command: jest('others', '--maxWorkers=2', '--ignoreProjects', ...measured),
      limitMinutes: 20,
      results: jestResults('others'),
    },
  ],
  [
    {
      title: 'browser',
      command: jest('e2e', '--config', 'packages/e2e/jest.config.mjs', '--runInBand'),
      limitMinutes: 12,
      results: jestResults('e2e'),
    },
  ],
  [
    {
      title: 'timing, alone on the machine',
      command: jest('timing', '--config', 'jest.timing.config.mjs', '--runInBand'),
      limitMinutes: 6,
      results: jestResults('timing'),
    },
  ],
];

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });
for (const group of stages) {
  const counts = await Promise.all(group.map(runStage));
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runStage(stage: Stage): Promise<Counts> {
  const started = Date.now();
  const result = await runCommand(stage.command, {
    limitMs: stage.limitMinutes * 60_000,
    show: stage.results !== undefined,
  });
  const counts = stage.results === undefined ? countOne(result) : countTests(stage.results, result);
  report(stage, counts, result, Date.now() - started);
  return counts;
}

function countOne(result: CommandResult): Counts {
  return result.ok ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Jest's own numbers; a run that failed without a failed test (a threshold, a crash) counts as one failure. */
function countTests(path: string, result: CommandResult): Counts {
  try {
    const counts: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const passed = numberIn(counts, 'numPassedTests');
    const failed = numberIn(counts, 'numFailedTests') + numberIn(counts, 'numRuntimeErrorTestSuites');
    const skipped = numberIn(counts, 'numPendingTests') + numberIn(counts, 'numTodoTests');
    return { passed, failed: failed === 0 && !result.ok ? 1 : failed, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function numberIn(record: unknown, key: string): number {
  const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, key) : undefined;
  return typeof value === 'number' ? value : 0;
}

function report(stage: Stage, counts: Counts, result: CommandResult, milliseconds: number): void {
  const mark = counts.failed === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const skipped = counts.skipped > 0 ? styleText('yellow', `, ${counts.skipped} skipped`) : '';
  const numbers = `${counts.passed} passed${counts.failed > 0 ? `, ${counts.failed} failed` : ''}${skipped}`;
  process.stdout.write(`${mark} ${stage.title}: ${numbers} in ${Math.round(milliseconds / 1000)} s\n`);
  if (counts.failed > 0 && result.output) process.stdout.write(`${result.output}\n`);
  if (result.timedOut) process.stdout.write(`  stopped after ${stage.limitMinutes} minutes\n`);
}
