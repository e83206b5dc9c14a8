import { describe, expect, it } from '@jest/globals';
import { exampleNetworks } from '../testing/example-networks.ts';
import { environmentWith } from '../testing/synthesised.ts';
import { synthesisedNetwork } from '../testing/synthesised-network.ts';

const typesIn = (environment = environmentWith()): string[] => [
  ...new Set(synthesisedNetwork(environment).resources.map(({ type }) => type)),
];
const endpointsIn = (environment = environmentWith()): string[] =>
  synthesisedNetwork(environment)
    .all('aws_vpc_endpoint')
    .map(({ id }) => id.replace('endpoint-', ''))
    .toSorted();

describe('the network stack', () => {
  it('makes security groups and nothing of a network where there is one already', () => {
    expect(typesIn(exampleNetworks['existing VPC']).toSorted()).toEqual([
      'aws_security_group',
      'aws_vpc_security_group_egress_rule',
      'aws_vpc_security_group_ingress_rule',
    ]);
  });

  it('puts these groups into the network that is there', () => {
    const groups = synthesisedNetwork(exampleNetworks['existing VPC']).all('aws_security_group');
    expect(new Set(groups.map(({ arguments: group }) => group['vpc_id']))).toEqual(new Set(['vpc-0a1b2c3d']));
  });

  it.each(['free-tier', 'small', 'production', 'nat none'] as const)(
    'logs who speaks with whom, encrypted, in the network of %s',
    (name) => {
      const system = synthesisedNetwork(exampleNetworks[name]);
      const flows = system.one('aws_flow_log');
      expect(system.follow(flows.stack, flows.arguments['vpc_id'])?.resource.type).toBe('aws_vpc');
      expect(system.one('aws_cloudwatch_log_group').arguments['kms_key_id']).toMatch(/^arn:aws:kms:/);
    },
  );

  it('costs a free-tier environment nothing by the hour: no NAT, no interfaces', () => {
    const types = typesIn(exampleNetworks['free-tier']);
    expect(types).not.toContain('aws_nat_gateway');
    expect(types).not.toContain('aws_eip');
    expect(endpointsIn(exampleNetworks['free-tier'])).toEqual(['s3']);
  });

  it('has private ways to every service that nodes and pods call, where they are asked for', () => {
    expect(endpointsIn(exampleNetworks.production)).toEqual([
      'ec2messages',
      'ecr-api',
      'ecr-dkr',
      'kms',
      'logs',
      's3',
      'secretsmanager',
      'sqs',
      'ssm',
      'ssmmessages',
      'sts',
    ]);
  });

  it('adds those without which an EKS node cannot join, and mail, where there is no NAT', () => {
    const [withNat, without] = [
      endpointsIn(exampleNetworks.production),
      endpointsIn(exampleNetworks['nat none']),
    ];
    expect(without.filter((service) => !withNat.includes(service))).toEqual([
      'ec2',
      'eks',
      'eks-auth',
      'email',
    ]);
  });

  it.each(['small', 'production'] as const)(
    'pays for no interface in size %s until it is asked to',
    (size) => {
      expect(endpointsIn(environmentWith({ size }))).toEqual(['s3']);
    },
  );

  it('gives isolated subnets no endpoint either', () => {
    const system = synthesisedNetwork(exampleNetworks.production);
    for (const endpoint of system.all('aws_vpc_endpoint')) {
      const places = [endpoint.arguments['route_table_ids'], endpoint.arguments['subnet_ids']].flat().join();
      expect(places).not.toContain('isolated');
    }
  });

  it('begins every name with the environment', () => {
    const system = synthesisedNetwork(exampleNetworks.production);
    const names = system.resources.flatMap(({ arguments: values }) => values['tags']?.Name ?? []);
    expect(names.length).toBeGreaterThan(30);
    expect(names.every((name) => /^gnar-test(?:-|$)/.test(String(name)))).toBe(true);
  });

  it('has names that say what a thing is, without a hash or a number', () => {
    const ids = synthesisedNetwork(exampleNetworks.production)
      .resources.filter(({ type }) => !/(?:ingress|egress)_rule$/.test(type))
      .map(({ id }) => id.replace('s3', '').replace('ec2', ''));
    expect(ids.filter((id) => !/^[a-z-]+$/.test(id))).toEqual([]);
  });
});
