import { describe, expect, it } from '@jest/globals';
import { areaUnderCurve, percentile } from './statistics.ts';

describe('the area under the ROC curve', () => {
  it('is 0.5 for two samples that are the same', () => {
    expect(areaUnderCurve([3, 1, 2, 2], [2, 3, 2, 1])).toBe(0.5);
  });

  it.each([
    ['always larger', [5, 6], [1, 2, 3], 1],
    ['always smaller', [1, 2], [3, 4, 5], 0],
    ['larger in three of four comparisons', [2, 4], [1, 3], 0.75],
  ])('is right for a sample that is %s', (_, first, second, area) => {
    expect(areaUnderCurve(first, second)).toBe(area);
  });

  it('counts a tie as half a win', () => {
    expect(areaUnderCurve([1], [1, 2])).toBe(0.25);
  });

  it('agrees with the comparison of every pair', () => {
    const first = Array.from({ length: 97 }, (_, index) => Math.sin(index * 7) * 10);
    const second = Array.from({ length: 61 }, (_, index) => Math.sin(index * 13) * 10 + 1);
    const wins = first.flatMap((one) =>
      second.map((other): number => (one > other ? 1 : one === other ? 0.5 : 0)),
    );
    const expected = wins.reduce((sum, win) => sum + win, 0) / wins.length;
    expect(areaUnderCurve(first, second)).toBeCloseTo(expected, 12);
  });

  it('refuses an empty sample', () => {
    expect(() => areaUnderCurve([], [1])).toThrow('at least one value');
  });
});

describe('a percentile', () => {
  it('is the value of the nearest rank, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('refuses an empty sample', () => {
    expect(() => percentile([], 0.5)).toThrow('at least one value');
  });
});
