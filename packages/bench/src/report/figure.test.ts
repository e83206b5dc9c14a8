import { describe, expect, it } from '@jest/globals';
import { judge, summaryOf } from './figure.ts';

const verdict = (goal: 'userGet' | 'start', values: number[]) => judge({ goal, values }).verdict;

describe('the verdict on a goal of at least 0.85', () => {
  it.each([
    ['met', 'when the median reaches it, even if single rounds do not', [0.5, 0.85, 0.9]],
    ['met', 'when every round reaches it', [0.9, 0.95, 1]],
    ['within noise', 'when the median misses by less than 5 % and rounds reach it', [0.8, 0.84, 0.9]],
    ['missed', 'when the median misses by less than 5 % and no round reaches it', [0.82, 0.83, 0.84]],
    ['missed', 'when the median misses by 5 %, though rounds reach it', [0.7, 0.8, 1.2]],
    ['missed', 'when every round is far from it', [0.2, 0.3, 0.4]],
  ] as const)('is "%s" %s', (expected, _, values) => expect(verdict('userGet', [...values])).toBe(expected));

  it('leaves the outermost of nine rounds out of the noise', () => {
    expect(verdict('userGet', [0.8, 0.81, 0.82, 0.83, 0.83, 0.83, 0.84, 0.84, 1.2])).toBe('missed');
  });
});

describe('the verdict on a goal of at most 1.4', () => {
  it.each([
    ['met', 'when the median keeps it', [1.2, 1.4, 3]],
    ['within noise', 'when the median misses by less than 5 % and rounds keep it', [1.3, 1.44, 1.6]],
    ['missed', 'when the median misses by more, though rounds keep it', [1.3, 1.5, 1.6]],
    ['missed', 'when no round keeps it', [1.41, 1.42, 1.43]],
  ] as const)('is "%s" %s', (expected, _, values) => expect(verdict('start', [...values])).toBe(expected));
});

describe('figures of the benchmark', () => {
  it('without a goal have no verdict', () => {
    expect(judge({ title: 'for information', values: [1] }).verdict).toBe('');
  });

  it('are summed up, with those within noise counted separately', () => {
    const judged = [[1], [0.8, 0.84, 0.9], [0.1]].map((values) => judge({ goal: 'userGet', values }));
    expect(summaryOf([...judged, judge({ title: 'other', values: [1] })])).toBe(
      'Goals: 1 met, 1 within noise (missed by less than 5 %), 1 missed.',
    );
  });
});
