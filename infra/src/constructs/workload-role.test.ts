import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { WorkloadRole, type WorkloadRoleProps } from './workload-role.ts';

const made = (props: Partial<WorkloadRoleProps>) =>
  synthesisedConstruct(
    (stack) =>
      new WorkloadRole(stack, 'painter', {
        roleName: 'gnar-test-painter',
        clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/gnar-test',
        accountId: '111122223333',
        namespace: 'studio',
        serviceAccount: 'painter',
        ...props,
      }),
  );

describe('a workload’s role', () => {
  it('is taken by Pod Identity for one service account of one cluster of one account', () => {
    const [trust] = policyStatements(made({}), 'painter-trust');
    expect(trust?.actions).toEqual(['sts:AssumeRole', 'sts:TagSession']);
    expect(trust?.principals).toEqual([{ type: 'Service', identifiers: ['pods.eks.amazonaws.com'] }]);
    expect(trust?.condition.map(({ variable, values }) => [variable, ...values])).toEqual([
      ['aws:SourceAccount', '111122223333'],
      ['aws:RequestTag/eks-cluster-arn', 'arn:aws:eks:eu-west-1:111122223333:cluster/gnar-test'],
      ['aws:RequestTag/kubernetes-namespace', 'studio'],
      ['aws:RequestTag/kubernetes-service-account', 'painter'],
    ]);
  });

  it('may do what it is given, and nothing where nothing is', () => {
    const given = made({ statements: [{ actions: ['s3:GetObject'], resources: ['arn:paintings'] }] });
    expect(policyStatements(given, 'painter-permissions')).toMatchObject([{ actions: ['s3:GetObject'] }]);
    const nothing = made({});
    expect(nothing.all('aws_iam_role_policy')).toEqual([]);
    expect(nothing.all('aws_iam_role_policy_attachment')).toEqual([]);
  });

  it('may have a policy that AWS keeps', () => {
    const kept = made({ managedPolicyArn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy' });
    expect(kept.one('aws_iam_role_policy_attachment').arguments['policy_arn']).toBe(
      'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
    );
  });
});
