import { describe, expect, it } from '@jest/globals';
import { architectureOf, ConfigurationError, defineEnvironment, type EnvironmentInput } from './config.ts';
import { sizes } from './sizes.ts';

const fine: EnvironmentInput = {
  name: 'staging',
  domain: 'example.com',
  region: 'eu-west-1',
  size: 'small',
  alarmEmail: 'operations@snow.test',
  monthlyBudgetUsd: 100,
};

function problemsOf(overrides: Record<string, unknown>): readonly string[] {
  try {
    defineEnvironment({ ...fine, ...overrides });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the file of an environment', () => {
  it('is completed from its size', () => {
    expect(defineEnvironment(fine).features).toEqual(sizes.small);
  });

  it('may differ from its size in any feature', () => {
    const { features } = defineEnvironment({ ...fine, features: { cacheNodes: 2 } });

    expect(features).toEqual({ ...sizes.small, cacheNodes: 2 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['domain: use a bare domain', { domain: 'https://example.com' }],
    ['domain: use a bare domain', { domain: 'Example.com' }],
    ['region: a region looks like eu-west-1', { region: 'Ireland' }],
    ['name: use lower-case letters', { name: 'Staging' }],
    ['name: use at most 12 characters', { name: 'a-very-long-name' }],
    ['accountId: an account id has 12 digits', { accountId: '1234' }],
    ['alarmEmail: use an email address', { alarmEmail: 'me' }],
    ['size: ', { size: 'huge' }],
    ['"10.0.0.0/33" is not an IPv4 block', { cidr: '10.0.0.0/33' }],
    ['8.8.0.0/16 is not a private block', { cidr: '8.8.0.0/16' }],
    ['10.20.1.0/16 does not begin its block: write 10.20.0.0/16', { cidr: '10.20.1.0/16' }],
    ['a /20 or larger', { cidr: '10.20.0.0/24' }],
    ['delivery.github: write owner/repository', { delivery: { github: 'https://github.com/a/b' } }],
    [
      'features.databaseInstanceClass: a database class looks like',
      { features: { databaseInstanceClass: 't4g.micro' } },
    ],
    ['features.logDays: CloudWatch keeps', { features: { logDays: 10 } }],
    ['China and the US government', { region: 'cn-north-1' }],
    ['databaseMaxStorageGb is too near', { features: { databaseStorageGb: 20, databaseMaxStorageGb: 21 } }],
    ['nodesMin is more than nodesMax', { features: { nodesMin: 5, nodesMax: 3 } }],
    [
      'databaseMaxStorageGb is less than databaseStorageGb',
      { features: { databaseMaxStorageGb: 20, databaseStorageGb: 50 } },
    ],
    ["loadBalancer 'none' works with cluster 'kops' only", { features: { loadBalancer: 'none' } }],
    ["nat 'none' leaves the nodes of EKS without a way to AWS", { features: { nat: 'none' } }],
    ['nodeInstanceTypes mixes Graviton', { features: { nodeInstanceTypes: ['t4g.medium', 't3.medium'] } }],
    [
      "cache 'in-cluster' is not for size 'production'",
      { size: 'production', features: { cache: 'in-cluster' } },
    ],
    ['keeps backups for 7 days or more', { name: 'production', features: { backupDays: 1 } }],
  ])('says what is wrong: %s', (message, overrides) => {
    expect(problemsOf(overrides).join('\n')).toContain(message);
  });

  it('says all of it together, with the name of the file', () => {
    expect(() => defineEnvironment({ ...fine, domain: '-', region: '-' })).toThrow(
      /^infra\/environments\/staging\.ts:\n {2}- domain: .*\n {2}- region: /,
    );
  });

  it('refuses an unknown setting', () => {
    expect(problemsOf({ domian: 'example.com' }).join()).toContain('domian');
    expect(problemsOf({ features: { natt: 'one' } }).join()).toContain('natt');
  });
});

describe('the architecture of a node', () => {
  it.each([
    ['t4g.medium', 'arm64'],
    ['m7g.large', 'arm64'],
    ['c8gd.xlarge', 'arm64'],
    ['t3.medium', 'amd64'],
    ['g5.xlarge', 'amd64'],
    ['m7i-flex.large', 'amd64'],
  ])('of %s is %s', (type, architecture) => {
    expect(architectureOf(type)).toBe(architecture);
  });
});
