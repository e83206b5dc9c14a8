import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { KubernetesCluster } from './kubernetes-cluster.ts';
import {
  addOnVersions,
  kopsKubernetesVersion,
  kopsVersion,
  kubernetesVersion,
} from '../kubernetes-versions.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const made = synthesisedConstruct(
  (stack) =>
    new KubernetesCluster(stack, 'cluster', {
      name: 'gnar-test',
      accountId: '111122223333',
      keyArn: key,
      subnetIds: ['subnet-a', 'subnet-b'],
      securityGroupId: 'sg-workload',
      publicAccessCidrs: ['203.0.113.7/32'],
      logDays: 30,
    }),
);

describe('the control plane', () => {
  it('cannot be deleted by mistake', () => {
    expect(made.one('aws_eks_cluster').arguments['deletion_protection']).toBe(true);
  });

  it('has a role that EKS takes for this account, with EKS’s own policy and the use of the key', () => {
    expect(policyStatements(made, 'cluster-control-plane-trust')).toMatchObject([
      {
        principals: [{ type: 'Service', identifiers: ['eks.amazonaws.com'] }],
        condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] }],
      },
    ]);
    expect(policyStatements(made, 'cluster-control-plane-key')).toMatchObject([{ resources: [key] }]);
    expect(made.one('aws_iam_role_policy_attachment').arguments['policy_arn']).toBe(
      'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
    );
  });

  it('waits for its role to be complete', () => {
    expect(made.one('aws_eks_cluster').arguments['depends_on']).toEqual(
      expect.arrayContaining([
        'aws_iam_role_policy.cluster-control-plane-encrypts',
        'aws_iam_role_policy_attachment.cluster-control-plane-policy',
      ]),
    );
  });
});

describe('an administrator', () => {
  it('takes a role of this account, for an hour, that is let into the cluster and may find it', () => {
    expect(policyStatements(made, 'cluster-administrator-trust')).toMatchObject([
      { principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::111122223333:root'] }] },
    ]);
    expect(made.one('aws_iam_role', 'cluster-administrator').arguments['max_session_duration']).toBe(3600);
    expect(policyStatements(made, 'cluster-administrator-permissions')).toMatchObject([
      { actions: ['eks:DescribeCluster'], resources: ['${aws_eks_cluster.cluster-cluster.arn}'] },
    ]);
    expect(made.one('aws_eks_access_policy_association').arguments).toMatchObject({
      principal_arn: '${aws_iam_role.cluster-administrator.arn}',
      policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      access_scope: { type: 'cluster' },
    });
  });
});

describe('the versions', () => {
  it('are the same Kubernetes on both paths, and a kops that can build it', () => {
    const minor = (version: string) => version.split('.').slice(0, 2).join('.');
    expect(minor(kopsKubernetesVersion)).toBe(kubernetesVersion);
    expect(Number(minor(kopsVersion).split('.')[1])).toBeGreaterThanOrEqual(
      Number(kubernetesVersion.split('.')[1]),
    );
    expect(addOnVersions['kube-proxy']).toMatch(new RegExp(`^v${kubernetesVersion}\\.`));
  });

  it('are pinned to builds', () => {
    for (const version of Object.values(addOnVersions)) {
      expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    }
  });
});
