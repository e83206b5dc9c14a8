import { describe, expect, it } from '@jest/globals';
import { estimate, totalOf } from '../../cost/estimate.ts';
import { environmentWith } from '../../testing/synthesised.ts';
import { loadEnvironments } from '../../synthesis/load-environments.ts';
import { costReport, FIGURE_OF_2018, firstYear } from './report.ts';

const reportOf = (overrides: Parameters<typeof environmentWith>[0]): string => {
  const environment = environmentWith(overrides);
  return costReport(environment, estimate(environment)).join('\n');
};

describe('infra:cost', () => {
  it('shows each paying stack with what it pays for, and the sum', () => {
    const report = reportOf({ size: 'small' });

    expect(report).toMatch(/73\.00 {4}kubernetes-control-plane: 730 × 0\.1 \(hour\)/);
    expect(report).toContain(`${totalOf(estimate(environmentWith({ size: 'small' }))).toFixed(2)}  in all`);
  });

  it('compares the smallest size with the 30 USD of 2018, and no other', () => {
    expect(reportOf({ size: 'free-tier' })).toContain('30.00  in 2018');
    expect(reportOf({ size: 'small' })).not.toContain('2018');
  });

  it('finds staging under the bar of 2018 in a new account’s first year', async () => {
    const staging = (await loadEnvironments()).find(({ size }) => size === 'free-tier');

    expect(firstYear(totalOf(estimate(staging!)))).toBeLessThanOrEqual(FIGURE_OF_2018);
  });

  it('says what it assumed', () => {
    expect(reportOf({ size: 'small' })).toMatch(/730 hours.*100 GB to the world, 50 GB through NAT/);
  });

  it('says of another region that its prices are not these', () => {
    expect(reportOf({ region: 'eu-west-1' })).toContain('eu-west-1 has its own');
    expect(reportOf({ region: 'us-east-1' })).not.toContain('has its own');
  });
});
