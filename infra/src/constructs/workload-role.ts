import { Construct } from 'constructs';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { IamRolePolicyAttachment } from '#aws/iam-role-policy-attachment';

export interface WorkloadRoleProps {
  /** The role's name, `gnar-production-<service>`; at most 64 characters (IAM). */
  readonly roleName: string;
  /** The cluster whose Pod Identity agent may take the role. */
  readonly clusterArn: string;
  /** 12 digits: the cluster's account. */
  readonly accountId: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What the role may do; none where `managedPolicyArn` says it all. */
  readonly statements?: readonly DataAwsIamPolicyDocumentStatement[];
  /** A policy that AWS keeps: what EKS's own add-ons need changes with their versions. */
  readonly managedPolicyArn?: string;
}

/**
 * A role that one service account of one cluster assumes by EKS Pod Identity, and nothing else can: EKS vouches for cluster,
 * namespace and service account with session tags, and the trust asks for them.
 */
export class WorkloadRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WorkloadRoleProps) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, 'trust', { statement: [trustOf(props)] });
    const role = new IamRole(this, 'role', { name: props.roleName, assumeRolePolicy: trust.json });
    this.arn = role.arn;
    if (props.statements !== undefined) {
      const permissions = new DataAwsIamPolicyDocument(this, 'permissions', {
        statement: [...props.statements],
      });
      new IamRolePolicy(this, 'policy', {
        name: 'permissions',
        role: role.name,
        policy: permissions.json,
      });
    }
    if (props.managedPolicyArn !== undefined) {
      new IamRolePolicyAttachment(this, 'managed-policy', {
        role: role.name,
        policyArn: props.managedPolicyArn,
      });
    }
  }
}

function trustOf({ clusterArn, accountId, namespace, serviceAccount }: WorkloadRoleProps) {
  const equals = (variable: string, value: string) => ({ test: 'StringEquals', variable, values: [value] });
  return {
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    principals: [{ type: 'Service', identifiers: ['pods.eks.amazonaws.com'] }],
    condition: [
      equals('aws:SourceAccount', accountId),
      equals('aws:RequestTag/eks-cluster-arn', clusterArn),
      equals('aws:RequestTag/kubernetes-namespace', namespace),
      equals('aws:RequestTag/kubernetes-service-account', serviceAccount),
    ],
  };
}
