import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { EdgeStack } from './edge.stack.ts';

function edgeOf(overrides: Partial<EnvironmentInput> = {}) {
  const stack = new EdgeStack(createApp(), environmentWith(overrides), {
    vpcId: 'vpc-1',
    publicSubnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    loadBalancerGroupId: 'sg-1',
    zoneId: 'Z1',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
    logBucketName: 'gnar-test-logs',
  });
  stack.prepareStack();
  return { stack, system: new Synthesised(new Map([[stack.node.id, stack.toTerraform()]])) };
}

describe.each(['small', 'production'] as const)('the edge of size %s', (size) => {
  const { stack, system } = edgeOf({ size });

  it('is the app’s name, with its certificate, and refuses old TLS', () => {
    expect(system.one('aws_route53_record').arguments['name']).toBe('app.example.com');
    expect(system.one('aws_lb_listener', 'app-tls').arguments).toMatchObject({
      certificate_arn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    });
  });

  it('stands in all public subnets behind its security group', () => {
    expect(system.one('aws_lb').arguments).toMatchObject({
      subnets: ['subnet-a', 'subnet-b', 'subnet-c'],
      security_groups: ['sg-1'],
      enable_deletion_protection: true,
    });
  });

  it('offers both target groups to the nodes and to CloudWatch', () => {
    expect(stack.targetGroupArns).toHaveLength(2);
    expect(stack.targetGroupSuffixes).toHaveLength(2);
    expect(stack.loadBalancerSuffix).not.toBe('');
  });
});

describe('names at the edge', () => {
  it('are short enough for the longest project and environment', () => {
    const { system } = edgeOf({ project: 'abcdefghijkl', name: 'mnopqrstuvwx' });
    const names = [...system.all('aws_lb'), ...system.all('aws_lb_target_group')].map(
      (one): string => one.arguments['name'],
    );
    expect(names).toHaveLength(3);
    expect(names.filter((name) => name.length > 32)).toEqual([]);
  });
});
