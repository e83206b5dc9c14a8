import { describe, expect, it } from '@jest/globals';
import { type Resource, type Synthesised, synthesisedConstruct } from '../testing/synthesised.ts';
import { NetworkAcls } from './network-acls.ts';
import { Vpc } from './vpc.ts';

const built = (nodeTier: 'private' | 'public'): Synthesised =>
  synthesisedConstruct((stack) => {
    const network = new Vpc(stack, 'vpc', {
      prefix: 'gnar-test',
      region: 'eu-west-1',
      cidr: '10.20.0.0/16',
      nat: 'one',
      clusterName: 'gnar-test',
      publicAddresses: false,
    });
    return new NetworkAcls(stack, 'access-list', { prefix: 'gnar-test', network, nodeTier });
  });

const inOrder = (system: Synthesised, tier: string, direction: 'in' | 'out'): string[] =>
  system
    .all('aws_network_acl_rule')
    .filter(({ id }) => id.startsWith(`access-list-${tier}-${direction}-`))
    .map(({ arguments: rule }: Resource) => {
      const ports =
        rule['from_port'] === undefined ? '' : ` ${String(rule['from_port'])}-${String(rule['to_port'])}`;
      return `${String(rule['rule_number'])} ${String(rule['rule_action'])} ${String(rule['protocol'])}${ports} ${String(rule['cidr_block'])}`;
    });

describe('the access lists', () => {
  it('empty the group and the list that AWS makes with every network', () => {
    const system = built('private');
    const group = system.one('aws_default_security_group').arguments;
    const list = system.one('aws_default_network_acl').arguments;
    expect([group['ingress'], group['egress'], list['ingress'], list['egress']]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(list['default_network_acl_id']).toBe('${aws_vpc.vpc-network.default_network_acl_id}');
  });

  it('are there for every subnet', () => {
    const system = built('private');
    const listed = system
      .all('aws_network_acl')
      .flatMap(({ arguments: list }) => list['subnet_ids'] as string[]);
    expect(listed.toSorted()).toEqual(
      system
        .all('aws_subnet')
        .map(({ id }) => `\${aws_subnet.${id}.id}`)
        .toSorted(),
    );
  });

  it('let only nodes ask in isolated subnets, for the database and the cache', () => {
    expect(inOrder(built('private'), 'isolated', 'in')).toEqual([
      '100 allow tcp 5432-5432 10.20.0.0/17',
      '200 allow tcp 6379-6379 10.20.0.0/17',
      '300 allow tcp 1024-65535 10.20.160.0/19',
      '400 allow icmp 10.20.0.0/17',
    ]);
  });

  it('let isolated subnets answer, and nothing leave the network', () => {
    expect(inOrder(built('private'), 'isolated', 'out')).toEqual([
      '100 allow tcp 1024-65535 10.20.0.0/17',
      '200 allow tcp 1024-65535 10.20.160.0/19',
      '300 allow icmp 10.20.0.0/17',
    ]);
  });

  it('know nodes in the public subnets where these live there', () => {
    expect(inOrder(built('public'), 'isolated', 'in')).toContain('100 allow tcp 5432-5432 10.20.128.0/19');
    expect(inOrder(built('public'), 'isolated', 'in').join()).not.toContain('10.20.0.0/17');
  });

  it('admit no SSH and no other low port from the world but 80 and 443', () => {
    const fromTheWorld = inOrder(built('public'), 'public', 'in').filter((rule) =>
      rule.endsWith(' 0.0.0.0/0'),
    );
    expect(fromTheWorld).toEqual([
      '100 allow tcp 443-443 0.0.0.0/0',
      '200 allow tcp 80-80 0.0.0.0/0',
      '400 allow tcp 1024-65535 0.0.0.0/0',
      '500 allow udp 1024-65535 0.0.0.0/0',
      '600 allow icmp 0.0.0.0/0',
    ]);
  });

  it('let ICMP say only that a packet was too large', () => {
    const icmp = built('private')
      .all('aws_network_acl_rule')
      .filter(({ arguments: rule }) => rule['protocol'] === 'icmp');
    expect(icmp.length).toBeGreaterThan(0);
    for (const { arguments: rule } of icmp) expect(rule).toMatchObject({ icmp_type: 3, icmp_code: 4 });
  });
});
