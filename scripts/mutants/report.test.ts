import { describe, expect, it } from '@jest/globals';
import { faultsOf, reportOf, type Mutant } from './report.ts';

const mutation = {
  ...{ file: 'a.ts', line: 7, start: 0, end: 1, context: 'if (late) return;' },
  ...{ original: 'late', replacement: 'true' },
};
const some = (count: number, verdict: Mutant['verdict'], area = 'jwt'): Mutant[] =>
  Array.from({ length: count }, () => ({ area, mutation, verdict }));
const killed = (isTimeOut = false) => ({ noticed: { path: 'a.test.ts', isTimeOut } });
const survived = { noticed: undefined };

describe('the report of the mutation test', () => {
  it('counts per area and in total, and names the survivors', () => {
    const mutants = [...some(2, killed()), ...some(1, killed(true), 'links'), ...some(1, survived, 'links')];
    expect(reportOf([...mutants, ...some(1, undefined, 'links')])).toBe(
      [
        '| area  | planted | killed | of these by time-out | accepted | survived | not tried | killed, in % |',
        '| ----- | ------: | -----: | -------------------: | -------: | -------: | --------: | -----------: |',
        '| jwt   |       2 |      2 |                    0 |        0 |        0 |         0 |          100 |',
        '| links |       3 |      1 |                    1 |        0 |        1 |         1 |           50 |',
        '| all   |       5 |      3 |                    1 |        0 |        1 |         1 |           75 |',
        '',
        'Survivors:',
        '',
        '- a.ts:7 `late` → `true`',
      ].join('\n'),
    );
  });

  it('passes with 85 of 100 killed and fails with 84', () => {
    expect(faultsOf([...some(85, killed()), ...some(15, survived)])).toEqual([]);
    expect(faultsOf([...some(84, killed()), ...some(16, survived)])).toEqual([
      '84 % were killed, 85 % are expected',
    ]);
  });

  it('fails for an area with fewer than 20 tried mutants, unless it has no more', () => {
    const tried = some(100, killed());
    expect(faultsOf([...tried, ...some(20, killed(), 'links'), ...some(12, undefined, 'links')])).toEqual([]);
    expect(faultsOf([...tried, ...some(19, killed(), 'links')])).toEqual([]);
    expect(faultsOf([...tried, ...some(19, killed(), 'links'), ...some(1, undefined, 'links')])).toEqual([
      'links: only 19 of 20 were tried',
    ]);
  });

  it('fails when nothing was tried', () => {
    expect(faultsOf(some(1, undefined))).toEqual([
      'jwt: only 0 of 1 were tried',
      '– % were killed, 85 % are expected',
    ]);
  });
});
