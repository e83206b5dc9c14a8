import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { VpcEndpoints, type VpcEndpointsProps } from './vpc-endpoints.ts';

const props: VpcEndpointsProps = {
  prefix: 'gnar-test',
  region: 'eu-west-1',
  vpcId: 'vpc-0a1b2c3d',
  routeTableIds: ['rtb-1', 'rtb-2'],
  subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  securityGroupId: 'sg-endpoints',
  services: [
    { name: 'ecr.api' },
    { name: 'sqs', allowed: { actions: ['sqs:SendMessage'], resource: 'gnar-test-*' } },
  ],
};

const system = synthesisedConstruct((stack) => new VpcEndpoints(stack, 'endpoint', props));

describe('the endpoints', () => {
  it('reach S3 through the route tables that are named', () => {
    expect(system.one('aws_vpc_endpoint', 'endpoint-s3').arguments).toMatchObject({
      service_name: 'com.amazonaws.eu-west-1.s3',
      vpc_endpoint_type: 'Gateway',
      route_table_ids: ['rtb-1', 'rtb-2'],
    });
  });

  it('let S3 be written in our own buckets of this account only', () => {
    const writing = policyStatements(system, 'endpoint-s3-policy').filter(({ actions }) =>
      actions.includes('s3:PutObject'),
    );
    expect(writing).toHaveLength(1);
    expect(writing[0]?.resources).toEqual(['arn:aws:s3:::gnar-test-*', 'arn:aws:s3:::gnar-test-*/*']);
    expect(writing[0]?.condition).toEqual([
      {
        test: 'StringEquals',
        variable: 'aws:ResourceAccount',
        values: ['${data.aws_caller_identity.endpoint-account.account_id}'],
      },
    ]);
  });

  it('let public buckets be read, each by its name', () => {
    const reading = policyStatements(system, 'endpoint-s3-policy').find(({ sid }) => sid === 'PublicLayers');
    expect(reading?.actions).toEqual(['s3:GetObject']);
    expect(reading?.resources).toContain('arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*');
    expect(reading?.resources.every((bucket) => /^arn:aws:s3:::[a-z0-9-]+\/\*$/.test(bucket))).toBe(true);
  });

  it('have an address in every zone, behind the group, under the service’s own name', () => {
    for (const id of ['endpoint-ecr-api', 'endpoint-sqs']) {
      expect(system.one('aws_vpc_endpoint', id).arguments).toMatchObject({
        vpc_endpoint_type: 'Interface',
        private_dns_enabled: true,
        subnet_ids: props.subnetIds,
        security_group_ids: ['sg-endpoints'],
      });
    }
  });

  it('hold a service to callers of this account and to what belongs to it', () => {
    const account = '${data.aws_caller_identity.endpoint-account.account_id}';
    expect(policyStatements(system, 'endpoint-sqs-policy')).toEqual([
      {
        principals: [{ type: 'AWS', identifiers: ['*'] }],
        actions: ['sqs:SendMessage'],
        resources: [`arn:aws:sqs:eu-west-1:${account}:gnar-test-*`],
        condition: [{ test: 'StringEquals', variable: 'aws:PrincipalAccount', values: [account] }],
      },
    ]);
  });

  it('are S3 alone where no group is given', () => {
    const alone = synthesisedConstruct(
      (stack) => new VpcEndpoints(stack, 'endpoint', { ...props, securityGroupId: undefined }),
    );
    expect(alone.all('aws_vpc_endpoint').map(({ id }) => id)).toEqual(['endpoint-s3']);
  });
});
