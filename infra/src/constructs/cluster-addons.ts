import type { ITerraformDependable } from '#cdktf';
import { Construct } from 'constructs';
import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';
import { EksAddon } from '#aws/eks-addon';
import { volumeAddOn } from '../for-k8s.ts';
import { addOnVersions, type AddOnName } from '../kubernetes-versions.ts';
import { WorkloadRole } from './workload-role.ts';

export interface ClusterAddonsProps {
  readonly clusterName: string;
  readonly clusterArn: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Encrypts the volumes that pods claim. */
  readonly keyArn: string;
}

export interface WorkloadAddonsProps extends ClusterAddonsProps {
  /** Where they run: without nodes they would wait until Terraform gives up. */
  readonly nodes: ITerraformDependable;
}

/**
 * What every node needs before its first pod: addresses (and network policies), service addresses, and Pod Identity. Made
 * before the nodes; a node without them never becomes ready.
 */
export class NetworkAddons extends Construct {
  /** For nodes to wait for. */
  readonly addOns: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ClusterAddonsProps) {
    super(scope, id);
    const role = new WorkloadRole(this, 'network-role', {
      roleName: `${props.clusterName}-network`,
      clusterArn: props.clusterArn,
      accountId: props.accountId,
      namespace: 'kube-system',
      serviceAccount: 'aws-node',
      managedPolicyArn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
    });
    this.addOns = [
      addOn(this, 'eks-pod-identity-agent', props),
      addOn(this, 'kube-proxy', props),
      addOn(this, 'vpc-cni', props, {
        // Without it Kubernetes accepts NetworkPolicies and does not enforce them.
        configurationValues: JSON.stringify({ enableNetworkPolicy: 'true' }),
        podIdentityAssociation: [{ serviceAccount: 'aws-node', roleArn: role.arn }],
      }),
    ];
  }
}

/**
 * What runs on nodes: names, volumes, and the measurements that autoscaling goes by. `amazon-cloudwatch-observability` is left
 * out: Container Insights costs more than the small cluster's nodes. To have it, add one more add-on here.
 */
export class WorkloadAddons extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadAddonsProps) {
    super(scope, id);
    const dependsOn = [props.nodes];
    addOn(this, 'coredns', props, { dependsOn });
    addOn(this, 'metrics-server', props, { dependsOn });
    const role = new WorkloadRole(this, 'volumes-role', {
      roleName: `${props.clusterName}-volumes`,
      clusterArn: props.clusterArn,
      accountId: props.accountId,
      namespace: 'kube-system',
      serviceAccount: 'ebs-csi-controller-sa',
      managedPolicyArn: 'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
      statements: encryptVolumes(props),
    });
    addOn(this, volumeAddOn, props, {
      dependsOn,
      podIdentityAssociation: [{ serviceAccount: 'ebs-csi-controller-sa', roleArn: role.arn }],
    });
  }
}

function addOn(
  scope: Construct,
  name: AddOnName,
  { clusterName }: ClusterAddonsProps,
  more: Partial<ConstructorParameters<typeof EksAddon>[2]> = {},
): EksAddon {
  return new EksAddon(scope, name, {
    clusterName,
    addonName: name,
    addonVersion: addOnVersions[name],
    // What these files say holds; a change by hand is undone at the next update.
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
    ...more,
  });
}

function encryptVolumes({ keyArn, region }: ClusterAddonsProps): DataAwsIamPolicyDocumentStatement[] {
  const throughEc2 = {
    test: 'StringEquals',
    variable: 'kms:ViaService',
    values: [`ec2.${region}.amazonaws.com`],
  };
  return [
    {
      sid: 'EncryptVolumes',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      resources: [keyArn],
      condition: [throughEc2],
    },
    {
      sid: 'LendKeyToVolumes',
      actions: ['kms:CreateGrant'],
      resources: [keyArn],
      condition: [throughEc2, { test: 'Bool', variable: 'kms:GrantIsForAWSResource', values: ['true'] }],
    },
  ];
}
