import { describe, expect, it } from '@jest/globals';
import { isFailure, markdownOf, rowsOf, tableOf, type Outcome } from './report.ts';

const check = (promise: number, holds: boolean, claim = 'it stands') => ({
  ...{ promise, claim, holds, measured: '7 of 7' },
});
const outcome = (given: Partial<Outcome>): Outcome => ({
  attack: { name: 'storm', promises: [12, 5] },
  ...{ checks: [], skipped: [], seconds: 1 },
  ...given,
});
const resultsOf = (given: Partial<Outcome>) =>
  rowsOf([outcome(given)]).map(({ promise, result }) => `${promise} ${result}`);

describe('the result of an attack', () => {
  it('is held for each promise whose checks all hold, in the order of the promises', () => {
    expect(resultsOf({ checks: [check(12, true), check(5, true)] })).toEqual(['5 held', '12 held']);
  });

  it('is broken when one check of many does not hold, and tells that one', () => {
    const checks = [check(5, true), check(12, true), check(12, false, 'the wall stands')];
    const rows = rowsOf([outcome({ checks })]);
    expect(rows.map(({ result }) => result)).toEqual(['held', 'broken']);
    expect(rows[1]?.measured).toEqual(['the wall stands: 7 of 7']);
  });

  it('is failed when the attack did not come to its end, although what it checked held', () => {
    expect(resultsOf({ checks: [check(5, true), check(12, true)], failure: 'no answer' })).toEqual([
      '5 failed',
      '12 failed',
    ]);
  });

  it('is failed when the attack checked nothing of a promise', () => {
    expect(resultsOf({ checks: [check(5, true)] })).toEqual(['5 held', '12 failed']);
  });

  it('is told of a promise that the attack checked and does not name, too', () => {
    expect(resultsOf({ checks: [check(5, true), check(12, true), check(7, false)] })).toEqual([
      ...['5 held', '7 broken', '12 held'],
    ]);
  });

  it('is skipped, and no failure, when the attack said why', () => {
    const rows = rowsOf([outcome({ skipped: ['sqlmap is not installed'] })]);
    expect(rows.map(({ result }) => result)).toEqual(['skipped', 'skipped']);
    expect(rows.some(isFailure)).toBe(false);
  });
});

describe('the table', () => {
  it('counts the checks of what held and tells what was measured of what did not', () => {
    const checks = [check(5, true), check(5, true), check(12, false)];
    expect(tableOf(rowsOf([outcome({ checks })])).split('\n')).toEqual([
      'promise  attack  result',
      '      5  storm   held (2 checks)',
      '     12  storm   broken',
      '                 it stands: 7 of 7',
    ]);
  });
});

describe('the table of the documentation', () => {
  it('tells the first claim that did not hold and how many more there are', () => {
    const checks = [check(5, true), check(12, false, 'a|b'), check(12, false)];
    expect(
      markdownOf(rowsOf([outcome({ checks })]))
        .split('\n')
        .slice(2),
    ).toEqual([
      '| 5       | storm  | held   | 1 check                  |',
      '| 12      | storm  | broken | a\\|b: 7 of 7; and 1 more |',
    ]);
  });
});
