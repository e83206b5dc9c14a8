import { spreadOf, type Spread } from '../measure/rounds.ts';
import { goals, type Goal, type GoalName } from './goals.ts';

/** One line of the table. */
export interface Figure {
  readonly goal?: GoalName | Goal;
  /** Where there is no goal. */
  readonly title?: string;
  readonly unit?: Goal['unit'];
  /** One for each round. */
  readonly values: readonly number[];
}

export type Verdict = 'met' | 'within noise' | 'missed' | '';

export interface JudgedFigure {
  readonly title: string;
  readonly spread: Spread;
  readonly unit: Goal['unit'];
  readonly limit: string;
  readonly verdict: Verdict;
}

/** How far past its goal noise may put a median: as a part of the goal. */
const NEAR = 0.05;

/**
 * Met: the median of the rounds is on the right side. Within noise: it misses by less than 5 %, and its interval (see
 * `spreadOf`) reaches the goal. Missed: anything else.
 */
export function judge({ goal, title = '', unit, values }: Figure): JudgedFigure {
  const spread = spreadOf(values);
  if (goal === undefined) return { title, spread, unit, limit: '', verdict: '' };
  const wanted: Goal = typeof goal === 'string' ? goals[goal] : goal;
  return {
    title: wanted.title,
    spread,
    unit: wanted.unit,
    limit: wanted.atLeast === undefined ? `≤ ${wanted.atMost ?? ''}` : `≥ ${wanted.atLeast}`,
    verdict: verdictOf(wanted, spread),
  };
}

function verdictOf({ atLeast, atMost }: Goal, { median, from, to }: Spread): Verdict {
  // Turned so that more is better: how much of its goal a value reaches.
  const reached = (value: number) =>
    atLeast === undefined ? (atMost ?? Number.POSITIVE_INFINITY) / value : value / atLeast;
  if (reached(median) >= 1) return 'met';
  const best = Math.max(reached(from), reached(to));
  return reached(median) > 1 - NEAR && best >= 1 ? 'within noise' : 'missed';
}

/** The run in one line; goals within noise are counted separately from met ones. */
export function summaryOf(figures: readonly JudgedFigure[]): string {
  const count = (verdict: Verdict) => figures.filter((figure) => figure.verdict === verdict).length;
  return `Goals: ${count('met')} met, ${count('within noise')} within noise (missed by less than 5 %), ${count('missed')} missed.`;
}
