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

  it('is broken when one of many checks does not hold, and names that check', () => {
    const checks = [check(5, true), check(12, true), check(12, false, 'the wall stands')];
    const rows = rowsOf([outcome({ checks })]);
    expect(rows.map(({ result }) => result)).toEqual(['held', 'broken']);
    expect(rows[1]?.measured).toEqual(['the wall stands: 7 of 7']);
  });

  it('is failed when the attack did not finish, although its checks held', () => {
    expect(resultsOf({ checks: [check(5, true), check(12, true)], failure: 'no answer' })).toEqual([
      '5 failed',
      '12 failed',
    ]);
  });

  it('is failed when the attack checked nothing for a promise', () => {
    expect(resultsOf({ checks: [check(5, true)] })).toEqual(['5 held', '12 failed']);
  });

  it('includes a promise that the attack checked without naming it', () => {
    expect(resultsOf({ checks: [check(5, true), check(12, true), check(7, false)] })).toEqual([
      ...['5 held', '7 broken', '12 held'],
    ]);
  });

  it('is skipped, which is no failure, when the attack gave a reason', () => {
    const rows = rowsOf([outcome({ skipped: ['sqlmap is not installed'] })]);
    expect(rows.map(({ result }) => result)).toEqual(['skipped', 'skipped']);
    expect(rows.some(isFailure)).toBe(false);
  });
});

describe('the table of attack results', () => {
  it('counts the checks of held promises and prints the measurements of the others', () => {
    const checks = [check(5, true), check(5, true), check(12, false)];
    expect(tableOf(rowsOf([outcome({ checks })])).split('\n')).toEqual([
      'promise  attack  result',
      '      5  storm   held (2 checks)',
      '     12  storm   broken',
      '                 it stands: 7 of 7',
    ]);
  });
});

describe('the table of attack results in the documentation', () => {
  it('names the first broken claim and the number of further ones', () => {
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
