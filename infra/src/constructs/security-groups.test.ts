import { describe, expect, it } from '@jest/globals';
import { type Synthesised, synthesisedConstruct } from '../testing/synthesised.ts';
import { SecurityGroups, type SecurityGroupsProps } from './security-groups.ts';

const props: SecurityGroupsProps = {
  prefix: 'gnar-test',
  vpcId: 'vpc-0a1b2c3d',
  loadBalancer: true,
  endpoints: false,
  internet: true,
};

const built = (overrides: Partial<SecurityGroupsProps> = {}): Synthesised =>
  synthesisedConstruct((stack) => new SecurityGroups(stack, 'group', { ...props, ...overrides }));

const rules = (system: Synthesised) => [
  ...system.all('aws_vpc_security_group_ingress_rule'),
  ...system.all('aws_vpc_security_group_egress_rule'),
];

const idsOf = (system: Synthesised, group: string, direction: 'from' | 'to') =>
  rules(system)
    .filter(({ id }) => id.startsWith(`group-${group}-${direction}-`))
    .map(({ id }) => id.slice(`group-${group}-${direction}-`.length));

describe('the security groups', () => {
  it('say in every rule what it is for', () => {
    const system = built({ endpoints: true });
    expect(rules(system).every(({ arguments: rule }) => /^[A-Z]/.test(String(rule['description'])))).toBe(
      true,
    );
    // EC2 takes 255 of these characters (API reference, IpRange).
    const taken = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
    expect(rules(system).filter(({ arguments: rule }) => !taken.test(String(rule['description'])))).toEqual(
      [],
    );
  });

  it('have their rules as resources of their own, so that a change touches one', () => {
    for (const { arguments: group } of built().all('aws_security_group')) {
      expect(group).not.toHaveProperty('ingress');
      expect(group).not.toHaveProperty('egress');
    }
  });

  it('open to the world the load balancer, on 80 and 443, and nothing else', () => {
    const open = built()
      .all('aws_vpc_security_group_ingress_rule')
      .filter(({ arguments: rule }) => rule['cidr_ipv4'] !== undefined && rule['ip_protocol'] !== 'icmp')
      .map(({ id, arguments: rule }) => [id, rule['from_port'], rule['to_port']]);
    expect(open).toEqual([
      ['group-load-balancer-from-https', 443, 443],
      ['group-load-balancer-from-http', 80, 80],
    ]);
  });

  it('open the one node instead where there is no load balancer', () => {
    const system = built({ loadBalancer: false });
    expect(system.all('aws_security_group').map(({ id }) => id)).not.toContain('group-load-balancer');
    expect(idsOf(system, 'workload', 'from')).toEqual(['https', 'http', 'too-large', 'itself']);
  });

  it('let nothing into the database and the cache but the workload', () => {
    expect(idsOf(built(), 'database', 'from')).toEqual(['workload-5432']);
    expect(idsOf(built(), 'cache', 'from')).toEqual(['workload-6379']);
  });

  it('let nothing out of the database and the cache', () => {
    expect(idsOf(built(), 'database', 'to')).toEqual([]);
    expect(idsOf(built(), 'cache', 'to')).toEqual([]);
  });

  it('let the workload speak to the internet only where there is a way to it', () => {
    expect(idsOf(built(), 'workload', 'to')).toContain('https');
    expect(idsOf(built({ internet: false }), 'workload', 'to')).not.toContain('https');
  });

  it('admit the workload alone to the endpoints', () => {
    expect(idsOf(built({ endpoints: true }), 'endpoints', 'from')).toEqual(['workload-443']);
    expect(idsOf(built({ endpoints: true }), 'endpoints', 'to')).toEqual([]);
    expect(
      built()
        .all('aws_security_group')
        .map(({ id }) => id),
    ).not.toContain('group-endpoints');
  });
});
