import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { KopsCluster } from './kops-cluster.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';

const made = synthesisedConstruct(
  (stack) =>
    new KopsCluster(stack, 'kops', {
      prefix: 'gnar-test',
      stateBucket: 'gnar-test-kops-example-com',
      keyArn: key,
      vpcId: 'vpc-1',
      publicSubnetIds: { a: 'subnet-1' },
      privateSubnetIds: { b: 'subnet-2' },
      workloadGroupId: 'sg-1',
      zoneId: 'Z1',
      workloads: [
        {
          name: 'writer',
          namespace: 'gnar',
          serviceAccount: 'writer',
          statements: [{ actions: ['sqs:SendMessage'], resources: ['arn:queue'] }],
        },
      ],
      nodeStatements: [{ actions: ['logs:PutLogEvents'], resources: ['arn:logs'] }],
      targetGroupArns: { app: 'arn:target-group/app' },
    }),
);

describe('kops’ state store', () => {
  it('is encrypted with the key, private, and keeps what is overwritten', () => {
    const { rule } = made.one('aws_s3_bucket_server_side_encryption_configuration').arguments;
    expect(rule).toMatchObject([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: key } },
    ]);
    expect(made.one('aws_s3_bucket_public_access_block').arguments).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(made.one('aws_s3_bucket_versioning').arguments['versioning_configuration']).toEqual({
      status: 'Enabled',
    });
  });
});

describe('kops’ policies', () => {
  it('are one for each workload and one for nodes, with nothing in them but what they are for', () => {
    expect(made.all('aws_iam_policy').map(({ arguments: one }) => one['name'])).toEqual([
      'gnar-test-writer',
      'gnar-test-nodes',
    ]);
    expect(policyStatements(made, 'kops-writer-permissions').map(({ actions }) => actions)).toEqual([
      ['sqs:SendMessage'],
    ]);
  });
});

describe('what cluster.yaml is filled with', () => {
  it('is told by name, without the construct’s path', () => {
    expect(Object.keys(made.documents.get('test-state')?.output ?? {}).toSorted()).toEqual([
      'KOPS_KEY_ARN',
      'KOPS_NODE_POLICY',
      'KOPS_POLICY_WRITER',
      'KOPS_PRIVATE_SUBNET_B',
      'KOPS_PRIVATE_SUBNET_B_ZONE',
      'KOPS_PUBLIC_SUBNET_A',
      'KOPS_PUBLIC_SUBNET_A_ZONE',
      'KOPS_TARGET_GROUP_APP',
      'KOPS_VPC_ID',
      'KOPS_WORKLOAD_GROUP',
      'KOPS_ZONE_ID',
    ]);
  });

  it('asks AWS for the zone of a subnet', () => {
    expect(made.one('data.aws_subnet', 'kops-public-a').arguments).toMatchObject({ id: 'subnet-1' });
    expect(made.documents.get('test-state')?.output?.['KOPS_PUBLIC_SUBNET_A_ZONE']).toEqual({
      value: '${data.aws_subnet.kops-public-a.availability_zone}',
    });
  });
});
