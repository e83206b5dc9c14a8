import { describe, expect, it } from '@jest/globals';
import { EksAddon } from '#aws/eks-addon';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { NetworkAddons, WorkloadAddons } from './cluster-addons.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const props = {
  clusterName: 'gnar-test',
  clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/gnar-test',
  accountId: '111122223333',
  region: 'eu-west-1',
  keyArn: key,
};
const made = synthesisedConstruct((stack) => {
  new NetworkAddons(stack, 'network', props);
  const nodes = new EksAddon(stack, 'nodes', { clusterName: 'gnar-test', addonName: 'stands-for-nodes' });
  new WorkloadAddons(stack, 'on-nodes', { ...props, nodes });
});
const addOn = (id: string) => made.one('aws_eks_addon', id).arguments;

describe('an add-on that calls AWS', () => {
  it.each([
    ['network-vpc-cni', 'aws-node', 'network-network-role'],
    ['on-nodes-aws-ebs-csi-driver', 'ebs-csi-controller-sa', 'on-nodes-volumes-role'],
  ])('%s has a role of its own, for its own service account', (id, serviceAccount, role) => {
    expect(addOn(id)['pod_identity_association']).toEqual([
      { service_account: serviceAccount, role_arn: `\${aws_iam_role.${role}-role.arn}` },
    ]);
    const [trust] = policyStatements(made, `${role}-trust`);
    expect(trust?.condition.map(({ values }) => values)).toEqual(
      expect.arrayContaining([['kube-system'], [serviceAccount]]),
    );
  });
});

describe('what runs on nodes', () => {
  it.each(['coredns', 'metrics-server', 'aws-ebs-csi-driver'])('%s waits for them', (name) => {
    expect(addOn(`on-nodes-${name}`)['depends_on']).toEqual(['aws_eks_addon.nodes']);
  });
});

describe('the volumes of pods', () => {
  it('are encrypted with the key, which is used and lent through EC2 only', () => {
    const statements = policyStatements(made, 'on-nodes-volumes-role-permissions');
    for (const { resources, condition } of statements) {
      expect(resources).toEqual([key]);
      expect(condition[0]).toEqual({
        test: 'StringEquals',
        variable: 'kms:ViaService',
        values: ['ec2.eu-west-1.amazonaws.com'],
      });
    }
    expect(statements.find(({ actions }) => actions.includes('kms:CreateGrant'))?.condition).toContainEqual({
      test: 'Bool',
      variable: 'kms:GrantIsForAWSResource',
      values: ['true'],
    });
  });
});
