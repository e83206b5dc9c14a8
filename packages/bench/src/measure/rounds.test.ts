import { describe, expect, it } from '@jest/globals';
import { spreadOf } from './rounds.ts';

describe('spreadOf', () => {
  it('returns the median and its interval', () => {
    expect(spreadOf([9, 1, 2, 3, 4, 5, 6, 7, 8])).toEqual({
      median: 5,
      lowest: 1,
      highest: 9,
      from: 2,
      to: 8,
    });
  });

  it.each([
    ['nothing succeeded in', [1, Number.NaN, 1], 'Round 2 of 3 measured NaN'],
    ['a floor did nothing in', [1, 1, Number.POSITIVE_INFINITY], 'Round 3 of 3 measured Infinity'],
  ])('throws for a round that %s', (_, values, message) => {
    expect(() => spreadOf(values)).toThrow(message);
  });

  it('throws without a round', () => {
    expect(() => spreadOf([])).toThrow('no round');
  });
});
