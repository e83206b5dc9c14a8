import { AutoscalingAttachment } from '#aws/autoscaling-attachment';
import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { EksPodIdentityAssociation } from '#aws/eks-pod-identity-association';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { NetworkAddons, WorkloadAddons } from '../constructs/cluster-addons.ts';
import { KopsCluster } from '../constructs/kops-cluster.ts';
import { KubernetesCluster } from '../constructs/kubernetes-cluster.ts';
import { NodeGroup } from '../constructs/node-group.ts';
import { nodePermissions } from '../constructs/node-permissions.ts';
import { type Workload, workloadsOf } from '../constructs/workload-permissions.ts';
import { WorkloadRole } from '../constructs/workload-role.ts';
import { clusterManifest } from '../kops/cluster-manifest.ts';
import {
  applicationLogGroupOf,
  assetsHost,
  bucketName,
  clusterNameOf,
  secretsPath,
  senderOf,
  sessionLogGroupOf,
} from '../naming.ts';
import { nodeTier } from '../network/node-tier.ts';
import { GnarStack } from './gnar-stack.ts';

export interface ClusterStackProps {
  readonly keyArn: string;
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly workloadGroupId: string;
  /** Of the services' queues, by their names in services.ts. */
  readonly queueArns: Readonly<Record<string, string>>;
  readonly identityArns: readonly string[];
  readonly ownerSecretArn: string;
  readonly zoneId: string;
  /** First for the product, then for what is redirected to it. */
  readonly targetGroupArns?: readonly string[];
}

/** Where the services run: EKS, or what kops needs to put up the budget cluster of 2018. */
export class ClusterStack extends GnarStack {
  readonly clusterName: string;
  private readonly manifest: string | undefined;

  constructor(scope: Construct, environment: Environment, props: ClusterStackProps) {
    super(scope, 'cluster', environment);
    this.clusterName = clusterNameOf(environment);
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const workloads = this.workloads(accountId, props);
    if (environment.features.cluster === 'eks') this.eks(accountId, workloads, props);
    else this.manifest = this.kops(accountId, workloads, props);
    this.publish('CLUSTER_NAME', this.clusterName);
  }

  /** `cluster.yaml`, where kops puts the cluster up. */
  override files(): ReadonlyMap<string, string> {
    return new Map(this.manifest === undefined ? [] : [['cluster.yaml', this.manifest]]);
  }

  private workloads(accountId: string, props: ClusterStackProps): readonly Workload[] {
    const { environment } = this;
    return workloadsOf({
      services: environment.manifest.services,
      accountId,
      region: environment.region,
      keyArn: props.keyArn,
      queueArns: props.queueArns,
      identityArns: props.identityArns,
      senderAddress: senderOf(environment),
      secretsPath: secretsPath(environment),
      ownerSecretArn: props.ownerSecretArn,
      logGroupName: applicationLogGroupOf(environment),
    });
  }

  private eks(accountId: string, workloads: readonly Workload[], props: ClusterStackProps): void {
    const { features, kubernetesApiCidrs, region } = this.environment;
    const { keyArn, privateSubnetIds } = props;
    const cluster = new KubernetesCluster(this, 'cluster', {
      name: this.clusterName,
      accountId,
      keyArn,
      subnetIds: privateSubnetIds,
      securityGroupId: props.workloadGroupId,
      publicAccessCidrs: kubernetesApiCidrs,
      logDays: features.logDays,
    });
    const addOns = { clusterName: cluster.name, clusterArn: cluster.arn, accountId, region, keyArn };
    const network = new NetworkAddons(this, 'network', addOns);
    const nodes = new NodeGroup(this, 'nodes', {
      name: `${this.prefix}-nodes`,
      clusterName: cluster.name,
      securityGroupIds: [props.workloadGroupId],
      subnetIds: privateSubnetIds,
      instanceTypes: features.nodeInstanceTypes,
      min: features.nodesMin,
      max: features.nodesMax,
      spot: features.spotNodes,
      keyArn,
      tags: this.nodeTags(),
      statements: this.nodeStatements(accountId, keyArn),
      after: network.addOns,
    });
    new WorkloadAddons(this, 'on-nodes', { ...addOns, nodes: nodes.group });
    for (const workload of workloads) this.podIdentity(workload, cluster, accountId);
    for (const [name, arn] of Object.entries(targetGroupsByName(props))) {
      new AutoscalingAttachment(this, `target-group-${name}`, {
        autoscalingGroupName: nodes.autoscalingGroupName,
        lbTargetGroupArn: arn,
      });
    }
    this.publish('CLUSTER_ADMINISTRATOR_ROLE', cluster.administratorRoleArn);
  }

  private podIdentity(
    { name, namespace, serviceAccount, statements }: Workload,
    cluster: KubernetesCluster,
    accountId: string,
  ): void {
    const role = new WorkloadRole(this, name, {
      roleName: `${this.prefix}-${name}`,
      clusterArn: cluster.arn,
      accountId,
      namespace,
      serviceAccount,
      statements,
    });
    new EksPodIdentityAssociation(this, `${name}-identity`, {
      clusterName: cluster.name,
      namespace,
      serviceAccount,
      roleArn: role.arn,
    });
  }

  private kops(accountId: string, workloads: readonly Workload[], props: ClusterStackProps): string {
    const { environment, clusterName } = this;
    const inPrivate = nodeTier(environment) === 'private';
    // One node stays in one zone, with the disks of its pods.
    const onePublic = inPrivate || environment.features.nodesMax === 1;
    const publicSubnetIds = byLetter(onePublic ? props.publicSubnetIds.slice(0, 1) : props.publicSubnetIds);
    const privateSubnetIds = byLetter(inPrivate ? props.privateSubnetIds : []);
    const targetGroupArns = targetGroupsByName(props);
    const stateBucket = bucketName(environment, 'kops');
    new KopsCluster(this, 'kops', {
      prefix: this.prefix,
      stateBucket,
      keyArn: props.keyArn,
      vpcId: props.vpcId,
      publicSubnetIds,
      privateSubnetIds,
      workloadGroupId: props.workloadGroupId,
      zoneId: props.zoneId,
      workloads,
      nodeStatements: this.nodeStatements(accountId, props.keyArn),
      targetGroupArns,
    });
    // The cluster's public keys lie among the assets: CloudFront serves them, and no bucket has to be open.
    const folder = 'identity';
    return clusterManifest({
      environment,
      clusterName,
      stateBucket,
      discoveryStore: `s3://${bucketName(environment, 'assets')}/${folder}`,
      issuer: `https://${assetsHost(environment)}/${folder}`,
      workloads,
      publicSubnets: Object.keys(publicSubnetIds),
      privateSubnets: Object.keys(privateSubnetIds),
      targetGroups: Object.keys(targetGroupArns),
    });
  }

  private nodeStatements(accountId: string, keyArn: string) {
    const { environment } = this;
    const sessionLogGroup = sessionLogGroupOf(environment);
    return nodePermissions({ accountId, region: environment.region, keyArn, sessionLogGroup });
  }

  /** By these the access stack, and `npm run tunnel`, know our nodes from others. */
  private nodeTags(): Record<string, string> {
    const { project, name } = this.environment;
    return { Project: project, Environment: name };
  }
}

function targetGroupsByName({ targetGroupArns: [app, redirect] = [] }: ClusterStackProps) {
  return {
    ...(app === undefined ? {} : { app }),
    ...(redirect === undefined ? {} : { redirect }),
  };
}

/** Subnets come in the order of their zones. */
function byLetter(ids: readonly string[]): Record<string, string> {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
  return Object.fromEntries(ids.map((id, place) => [letters[place] ?? '', id]));
}
