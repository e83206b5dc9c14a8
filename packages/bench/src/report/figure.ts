import { spreadOf, type Spread } from '../measure/rounds.ts';
import { goals, type Goal, type GoalName } from './goals.ts';

/** One line of the table. */
export interface Figure {
  readonly goal?: GoalName;
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

/**
 * Met: the median of the rounds is on the right side. Missed: so is no part of the median's interval (see `spreadOf`); what
 * lies between is within noise, and fails nothing.
 */
export function judge({ goal, title = '', unit, values }: Figure): JudgedFigure {
  const spread = spreadOf(values);
  if (goal === undefined) return { title, spread, unit, limit: '', verdict: '' };
  const wanted: Goal = goals[goal];
  const { atLeast = -Infinity, atMost = Infinity } = wanted;
  const isGood = (value: number) => value >= atLeast && value <= atMost;
  const hopeful = wanted.atLeast === undefined ? spread.from : spread.to;
  return {
    title: wanted.title,
    spread,
    unit: wanted.unit,
    limit: wanted.atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`,
    verdict: isGood(spread.median) ? 'met' : isGood(hopeful) ? 'within noise' : 'missed',
  };
}
