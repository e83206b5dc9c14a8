import type { ITerraformDependable } from '#cdktf';
import { Construct } from 'constructs';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { EksNodeGroup } from '#aws/eks-node-group';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { IamRolePolicyAttachment } from '#aws/iam-role-policy-attachment';
import { LaunchTemplate } from '#aws/launch-template';
import { architectureOf } from '../config.ts';
import { kubernetesVersion } from '../kubernetes-versions.ts';

export interface NodeGroupProps {
  /** Begins the names of the group, its nodes and their role: `gnar-production-nodes`. */
  readonly name: string;
  readonly clusterName: string;
  /** Those of the workload, by which others know us, and in which the control plane is too. */
  readonly securityGroupIds: readonly string[];
  /** Private: nodes have no public address. */
  readonly subnetIds: readonly string[];
  /** All of one architecture; with spot, more types mean fewer interruptions. */
  readonly instanceTypes: readonly string[];
  readonly min: number;
  readonly max: number;
  /** Capacity that AWS may take back with two minutes' notice. */
  readonly spot: boolean;
  /** Encrypts the root volumes. */
  readonly keyArn: string;
  /** Root volume in GiB; images and logs live on it. */
  readonly volumeGb?: number;
  /** On instances and volumes; policies tell our nodes from others by them. */
  readonly tags: Readonly<Record<string, string>>;
  /** What nodes may do beside what EKS asks: `nodePermissions()`. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
  /** The network add-ons: EKS waits for nodes to be ready, and they cannot be without. */
  readonly after: readonly ITerraformDependable[];
}

// What EKS asks of a node, and Session Manager. The network plugin has a role of its own (Pod Identity).
const managedPolicies = {
  'worker-node': 'AmazonEKSWorkerNodePolicy',
  'pull-images': 'AmazonEC2ContainerRegistryPullOnly',
  'session-manager': 'AmazonSSMManagedInstanceCore',
};

/**
 * Managed nodes of EKS on Amazon Linux 2023: private, with encrypted volumes, without SSH keys, and with instance metadata
 * that pods cannot reach (version 2, one hop). They are replaced one by one, the new before the old.
 */
export class NodeGroup extends Construct {
  /** To hang load balancers' target groups on. */
  readonly autoscalingGroupName: string;
  /** For what runs on nodes to wait for. */
  readonly group: ITerraformDependable;

  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const { role, policies } = this.nodeRole(props);
    const template = this.launchTemplate(props);
    const [firstType = ''] = props.instanceTypes;
    const group = new EksNodeGroup(this, 'group', {
      clusterName: props.clusterName,
      // A prefix: a group that must be replaced stands beside its successor for a while.
      nodeGroupNamePrefix: `${props.name}-`,
      nodeRoleArn: role.arn,
      version: kubernetesVersion,
      amiType: architectureOf(firstType) === 'arm64' ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD',
      capacityType: props.spot ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: [...props.instanceTypes],
      subnetIds: [...props.subnetIds],
      launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      scalingConfig: { minSize: props.min, maxSize: props.max, desiredSize: props.min },
      updateConfig: { maxUnavailable: 1 },
      // A node that stays broken is replaced without us.
      nodeRepairConfig: { enabled: true },
      // An autoscaler, or a person in a hurry, may have more of them.
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ['scaling_config[0].desired_size'] },
      dependsOn: [...policies, ...props.after],
    });
    this.group = group;
    this.autoscalingGroupName = group.resources.get(0).autoscalingGroups.get(0).name;
  }

  private nodeRole({ name, statements }: NodeGroupProps) {
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
        },
      ],
    });
    const role = new IamRole(this, 'role', { name, assumeRolePolicy: trust.json });
    const own = new DataAwsIamPolicyDocument(this, 'permissions', { statement: [...statements] });
    new IamRolePolicy(this, 'policy', { name: 'permissions', role: role.name, policy: own.json });
    const policies = Object.entries(managedPolicies).map(
      ([id, policy]) =>
        new IamRolePolicyAttachment(this, id, {
          role: role.name,
          policyArn: `arn:aws:iam::aws:policy/${policy}`,
        }),
    );
    return { role, policies };
  }

  private launchTemplate(props: NodeGroupProps): LaunchTemplate {
    const tags = { ...props.tags, Name: props.name };
    return new LaunchTemplate(this, 'template', {
      name: props.name,
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        // One hop ends on the node itself: a pod cannot take the node's role.
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeType: 'gp3',
            volumeSize: props.volumeGb ?? 40,
            encrypted: 'true',
            kmsKeyId: props.keyArn,
            deleteOnTermination: 'true',
          },
        },
      ],
      networkInterfaces: [
        {
          associatePublicIpAddress: 'false',
          deleteOnTermination: 'true',
          securityGroups: [...props.securityGroupIds],
        },
      ],
      // The provider's default tags stop at the template.
      tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
        resourceType,
        tags,
      })),
    });
  }
}
