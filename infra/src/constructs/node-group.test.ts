import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { NodeGroup, type NodeGroupProps } from './node-group.ts';
import { nodePermissions } from './node-permissions.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const made = (props: Partial<NodeGroupProps> = {}) =>
  synthesisedConstruct(
    (stack) =>
      new NodeGroup(stack, 'nodes', {
        name: 'gnar-test-nodes',
        clusterName: 'gnar-test',
        securityGroupIds: ['sg-cluster', 'sg-workload'],
        subnetIds: ['subnet-a'],
        instanceTypes: ['t4g.medium'],
        min: 1,
        max: 3,
        spot: false,
        keyArn: key,
        tags: { Project: 'gnar' },
        statements: nodePermissions({
          accountId: '111122223333',
          region: 'eu-west-1',
          keyArn: key,
          sessionLogGroup: '/gnar-test/sessions',
        }),
        after: [],
        ...props,
      }),
  );
const volumeOf = (props: Partial<NodeGroupProps>) =>
  made(props).one('aws_launch_template').arguments['block_device_mappings'][0].ebs;

describe('a node', () => {
  it('has room for images, and as much as is asked for', () => {
    expect(volumeOf({})).toMatchObject({ volume_size: 40, delete_on_termination: 'true' });
    expect(volumeOf({ volumeGb: 100 })).toMatchObject({ volume_size: 100 });
  });

  it('has a role that only instances can assume', () => {
    expect(policyStatements(made(), 'nodes-trust')).toMatchObject([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
      },
    ]);
  });

  it('records sessions in their own log group', () => {
    const writing = policyStatements(made(), 'nodes-permissions').filter(({ actions }) =>
      actions.includes('logs:PutLogEvents'),
    );
    expect(writing.map(({ resources }) => resources)).toEqual([
      ['arn:aws:logs:eu-west-1:111122223333:log-group:/gnar-test/sessions:*'],
    ]);
  });

  it('starts from the newest version of its template', () => {
    expect(made().one('aws_eks_node_group').arguments['launch_template']).toEqual({
      id: '${aws_launch_template.nodes-template.id}',
      version: '${aws_launch_template.nodes-template.latest_version}',
    });
  });

  it('is replaced by EKS when it stays broken', () => {
    expect(made().one('aws_eks_node_group').arguments['node_repair_config']).toEqual({ enabled: true });
  });
});
