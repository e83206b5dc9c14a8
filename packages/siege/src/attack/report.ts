import { markdownTable } from '@gnar/lodge/markdown-table';
import type { Attack, Check } from './attack.ts';

export interface Outcome {
  readonly attack: Pick<Attack, 'name' | 'promises'>;
  readonly checks: readonly Check[];
  readonly skipped: readonly string[];
  /** Why the attack itself did not finish. */
  readonly failure?: string;
  readonly seconds: number;
}

export type Result = 'held' | 'broken' | 'failed' | 'skipped';

export interface Row {
  readonly promise: number;
  readonly attack: string;
  readonly result: Result;
  /** What was measured: of the broken claims where there are some, of all of them otherwise. */
  readonly measured: readonly string[];
}

/**
 * A row for every promise that an attack names or checks; an attack that failed or checked nothing for a promise that it
 * names has not held it.
 */
export function rowsOf(outcomes: readonly Outcome[]): Row[] {
  return outcomes
    .flatMap((outcome) => {
      const checked = outcome.checks.map(({ promise }) => promise);
      return [...new Set([...outcome.attack.promises, ...checked])].map((promise) => rowOf(outcome, promise));
    })
    .sort((a, b) => a.promise - b.promise || a.attack.localeCompare(b.attack));
}

function rowOf({ attack, checks, skipped, failure }: Outcome, promise: number): Row {
  const own = checks.filter((check) => check.promise === promise);
  const broken = own.filter(({ holds }) => !holds);
  const row = { promise, attack: attack.name };
  const lines = (some: readonly Check[]) => some.map(({ claim, measured }) => `${claim}: ${measured}`);
  if (broken.length > 0) return { ...row, result: 'broken', measured: lines(broken) };
  if (failure !== undefined) return { ...row, result: 'failed', measured: [failure] };
  if (own.length > 0) return { ...row, result: 'held', measured: lines(own) };
  if (skipped.length > 0) return { ...row, result: 'skipped', measured: skipped };
  return { ...row, result: 'failed', measured: ['the attack checked nothing for this promise'] };
}

export const isFailure = ({ result }: Row): boolean => result === 'broken' || result === 'failed';

/** For the terminal: promise × attack × result, with what was measured where it did not hold. */
export function tableOf(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ attack }) => attack.length), 'attack'.length);
  const line = (promise: string, attack: string, result: string) =>
    `${promise.padStart(7)}  ${attack.padEnd(width)}  ${result}`;
  return [
    line('promise', 'attack', 'result'),
    ...rows.flatMap(({ promise, attack, result, measured }) => [
      line(String(promise), attack, result === 'held' ? `held (${checksOf(measured)})` : result),
      ...(result === 'held' ? [] : measured).map((text) => `${' '.repeat(width + 11)}${text}`),
    ]),
  ].join('\n');
}

const checksOf = ({ length }: readonly string[]) => `${length} ${length === 1 ? 'check' : 'checks'}`;

/** For the documentation. */
export function markdownOf(rows: readonly Row[]): string {
  const measurementOf = ({ result, measured }: Row) => {
    if (result === 'held') return checksOf(measured);
    const [first = '', ...rest] = measured.map((text) => text.slice(0, 160));
    return rest.length > 0 ? `${first}; and ${rest.length} more` : first;
  };
  return markdownTable([
    ['promise', 'attack', 'result', 'measured'],
    ...rows.map((row) => [String(row.promise), row.attack, row.result, measurementOf(row)]),
  ]);
}
