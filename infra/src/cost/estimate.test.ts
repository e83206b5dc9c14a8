import { describe, expect, it } from '@jest/globals';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith } from '../testing/synthesised.ts';
import { type CostLine, estimate, type StackCost, totalOf } from './estimate.ts';
import { freeTypes } from './free-types.ts';
import { meters } from './meters.ts';
import { prices } from './prices.ts';

const sizes = ['free-tier', 'small', 'production'] as const;
const variants: readonly (readonly [string, Partial<EnvironmentInput>])[] = [
  ...sizes.map((size) => [size, { size }] as const),
  ['kops with a load balancer', { features: { cluster: 'kops' } }],
  ['spot nodes on EKS', { features: { spotNodes: true } }],
];

const estimates = new Map<string, readonly StackCost[]>();

/** Every environment is synthesised once. */
function costsOf(overrides: Partial<EnvironmentInput>): readonly StackCost[] {
  const key = JSON.stringify(overrides);
  const costs = estimates.get(key) ?? estimate(environmentWith(overrides));
  estimates.set(key, costs);
  return costs;
}

const linesOf = (overrides: Partial<EnvironmentInput>) => costsOf(overrides).flatMap(({ lines }) => lines);
const usdOf = (lines: readonly CostLine[], meter: string): number =>
  lines.filter((line) => line.meter === meter).reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0);

describe('every resource and instance', () => {
  it.each(variants)('of %s has a price, or is known to cost nothing', (_, overrides) => {
    // It throws for what is in no table.
    expect(totalOf(costsOf(overrides))).toBeGreaterThan(20);
  });
});

describe('the tables', () => {
  it('say of no type both that it costs and that it is free', () => {
    expect(Object.keys(meters).filter((type) => freeTypes.has(type))).toEqual([]);
  });

  it('name what is missing when an instance has no price', () => {
    expect(() => linesOf({ features: { databaseInstanceClass: 'db.x2g.16xlarge' } })).toThrow(
      'database/db.x2g.16xlarge has no price in cost/prices.ts',
    );
  });
});

describe('an estimate follows what is synthesised', () => {
  it('a NAT gateway in each zone costs three of one, with its address', () => {
    const one = linesOf({ features: { nat: 'one' } });
    const three = linesOf({ features: { nat: 'per-zone' } });

    expect(usdOf(three, 'nat-gateway')).toBeCloseTo(3 * usdOf(one, 'nat-gateway'));
    expect(usdOf(three, 'public-address') - usdOf(one, 'public-address')).toBeCloseTo(2 * 3.65);
  });

  it('a second zone doubles instance and storage of the database', () => {
    const one = linesOf({ features: { databaseMultiZone: false, cacheNodes: 2 } });
    const two = linesOf({ features: { databaseMultiZone: true, cacheNodes: 2 } });

    for (const meter of ['database/db.t4g.small', 'database-storage']) {
      expect(usdOf(two, meter)).toBeCloseTo(2 * usdOf(one, meter));
    }
  });

  it('nodes count with their smallest number and their disks', () => {
    const lines = linesOf({ features: { nodesMin: 3, nodesMax: 6 } });

    expect(usdOf(lines, 'node/t4g.medium')).toBeCloseTo(3 * 730 * 0.0336);
    expect(usdOf(lines, 'disk')).toBeCloseTo(3 * 40 * 0.08);
  });

  it('instances of kops are read from its cluster.yaml, with disks and addresses', () => {
    const lines = linesOf({ size: 'free-tier' });
    const nodes = lines.filter(({ meter }) => meter.startsWith('spot-node/'));

    expect(nodes.length).toBeGreaterThan(0);
    expect(usdOf(lines, 'disk')).toBeGreaterThan(0);
    expect(usdOf(lines, 'public-address')).toBeGreaterThanOrEqual(3.65);
  });

  it('an allowance is taken off once, not once in each stack', () => {
    const { freeUnits = 0, usd = 0 } = prices['log-ingestion'] ?? {};

    expect(usdOf(linesOf({ size: 'small' }), 'log-ingestion')).toBeCloseTo((10 - freeUnits) * usd);
  });
});
