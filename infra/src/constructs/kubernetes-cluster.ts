import { Construct } from 'constructs';
import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { EksAccessEntry } from '#aws/eks-access-entry';
import { EksAccessPolicyAssociation } from '#aws/eks-access-policy-association';
import { EksCluster } from '#aws/eks-cluster';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { IamRolePolicyAttachment } from '#aws/iam-role-policy-attachment';
import { kubernetesVersion } from '../kubernetes-versions.ts';

export interface KubernetesClusterProps {
  /** The cluster's name, and the beginning of its roles' names. */
  readonly name: string;
  /** 12 digits: administrators come from this account. */
  readonly accountId: string;
  /** Encrypts Kubernetes' secrets in etcd and the control plane's logs. */
  readonly keyArn: string;
  /** Where the control plane puts its network interfaces: private subnets in two zones or more (EKS). */
  readonly subnetIds: readonly string[];
  /**
   * The nodes' group, which the control plane joins: so both talk by the rules that we write, and nodes need not be in the
   * group that EKS makes, whose rules let everything out and are in no plan.
   */
  readonly securityGroupId: string;
  /**
   * Who may reach the public endpoint of the API, as CIDR blocks. Deliveries and engineers come from outside of the VPC, so
   * it is public; callers must still authenticate by IAM.
   */
  readonly publicAccessCidrs: readonly string[];
  /** Days that the control plane's logs are kept. */
  readonly logDays: number;
}

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/**
 * The control plane of EKS: secrets encrypted with our key, everything logged, and access only by access entries. Its
 * creator is not made an administrator silently: administrators take the role `<name>-administrator`.
 */
export class KubernetesCluster extends Construct {
  readonly name: string;
  readonly arn: string;
  /** To be taken by people of the account whom IAM lets (`sts:AssumeRole`). */
  readonly administratorRoleArn: string;

  constructor(scope: Construct, id: string, props: KubernetesClusterProps) {
    super(scope, id);
    const logs = new CloudwatchLogGroup(this, 'logs', {
      // EKS writes here and nowhere else; made before the cluster, or EKS makes one without key and end.
      name: `/aws/eks/${props.name}/cluster`,
      retentionInDays: props.logDays,
      kmsKeyId: props.keyArn,
    });
    const { role, policies } = this.controlPlaneRole(props);
    const cluster = new EksCluster(this, 'cluster', {
      name: props.name,
      version: kubernetesVersion,
      roleArn: role.arn,
      enabledClusterLogTypes: logTypes,
      // `npm run infra:down` lifts it, after asking.
      deletionProtection: true,
      // They come as add-ons of pinned versions.
      bootstrapSelfManagedAddons: false,
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      encryptionConfig: { provider: { keyArn: props.keyArn }, resources: ['secrets'] },
      // Rather a forced upgrade at the end of standard support than six times the price.
      upgradePolicy: { supportType: 'STANDARD' },
      vpcConfig: {
        subnetIds: [...props.subnetIds],
        securityGroupIds: [props.securityGroupId],
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: [...props.publicAccessCidrs],
      },
      dependsOn: [logs, ...policies],
    });
    this.name = cluster.name;
    this.arn = cluster.arn;
    this.administratorRoleArn = this.administrator(props, cluster);
  }

  private controlPlaneRole({ name, accountId, keyArn }: KubernetesClusterProps) {
    const trust = new DataAwsIamPolicyDocument(this, 'control-plane-trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['eks.amazonaws.com'] }],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] }],
        },
      ],
    });
    const role = new IamRole(this, 'control-plane', {
      name: `${name}-control-plane`,
      assumeRolePolicy: trust.json,
    });
    const key = new DataAwsIamPolicyDocument(this, 'control-plane-key', {
      statement: [
        {
          sid: 'EncryptSecrets',
          actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'],
          resources: [keyArn],
        },
      ],
    });
    const own = new IamRolePolicy(this, 'control-plane-encrypts', {
      name: 'encrypt-secrets',
      role: role.name,
      policy: key.json,
    });
    const managed = new IamRolePolicyAttachment(this, 'control-plane-policy', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
    });
    return { role, policies: [own, managed] };
  }

  private administrator({ name, accountId }: KubernetesClusterProps, cluster: EksCluster): string {
    const trust = new DataAwsIamPolicyDocument(this, 'administrator-trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'AWS', identifiers: [`arn:aws:iam::${accountId}:root`] }],
        },
      ],
    });
    const role = new IamRole(this, 'administrator', {
      name: `${name}-administrator`,
      description: `Administers the Kubernetes cluster ${name}`,
      assumeRolePolicy: trust.json,
      maxSessionDuration: 3600,
    });
    const find = new DataAwsIamPolicyDocument(this, 'administrator-permissions', {
      statement: [{ sid: 'FindCluster', actions: ['eks:DescribeCluster'], resources: [cluster.arn] }],
    });
    new IamRolePolicy(this, 'administrator-policy', {
      name: 'find-cluster',
      role: role.name,
      policy: find.json,
    });
    const entry = new EksAccessEntry(this, 'administrator-entry', {
      clusterName: cluster.name,
      principalArn: role.arn,
      type: 'STANDARD',
    });
    new EksAccessPolicyAssociation(this, 'administrator-access', {
      clusterName: cluster.name,
      principalArn: role.arn,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      accessScope: { type: 'cluster' },
      dependsOn: [entry],
    });
    return role.arn;
  }
}
