import { TerraformOutput } from '#cdktf';
import { Construct } from 'constructs';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { DataAwsSubnet } from '#aws/data-aws-subnet';
import { IamPolicy } from '#aws/iam-policy';
import { policyOutput, subnetOutputs, targetGroupOutput } from '../kops/placeholder.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { Workload } from './workload-permissions.ts';

export interface KopsClusterProps {
  /** Begins the names of policies: `gnar-staging`. */
  readonly prefix: string;
  /** kops' memory: the cluster as it should be, its certificates and its backups. Use `bucketName()`. */
  readonly stateBucket: string;
  /** Encrypts the state store and every disk. */
  readonly keyArn: string;
  readonly vpcId: string;
  /** The control plane's, and the nodes' where there is no NAT, by letter of their zone. */
  readonly publicSubnetIds: Readonly<Record<string, string>>;
  /** The nodes', by letter of their zone. */
  readonly privateSubnetIds: Readonly<Record<string, string>>;
  /** On every instance beside kops' own groups: database and cache know the workload by it. */
  readonly workloadGroupId: string;
  /** The zone that kops may write `api.<cluster>` and `app` to. */
  readonly zoneId: string;
  /** Whose policies kops hangs on the roles that it makes for service accounts. */
  readonly workloads: readonly Workload[];
  /** What every node may do beside what kops gives it: `nodePermissions()`. */
  readonly nodeStatements: readonly DataAwsIamPolicyDocumentStatement[];
  /** Target groups that the ingress answers for, by name. */
  readonly targetGroupArns: Readonly<Record<string, string>>;
}

/**
 * What kops needs and does not make: a state store, and policies for pods and nodes. The rest of the cluster is in `cluster.yaml`,
 * whose placeholders are filled with the outputs of this construct.
 */
export class KopsCluster extends Construct {
  constructor(scope: Construct, id: string, props: KopsClusterProps) {
    super(scope, id);
    // `kops delete cluster` empties it; without a cluster there is nothing in it to keep.
    new PrivateBucket(this, 'state-store', { name: props.stateBucket, keyArn: props.keyArn, kept: false });
    for (const { name, statements } of props.workloads) {
      this.tell(policyOutput(name), this.policy(name, props.prefix, statements));
    }
    this.tell('KOPS_NODE_POLICY', this.policy('nodes', props.prefix, props.nodeStatements));
    this.tell('KOPS_VPC_ID', props.vpcId);
    this.tell('KOPS_ZONE_ID', props.zoneId);
    this.tell('KOPS_KEY_ARN', props.keyArn);
    this.tell('KOPS_WORKLOAD_GROUP', props.workloadGroupId);
    this.subnets('public', props.publicSubnetIds);
    this.subnets('private', props.privateSubnetIds);
    for (const [name, arn] of Object.entries(props.targetGroupArns)) this.tell(targetGroupOutput(name), arn);
  }

  private policy(
    name: string,
    prefix: string,
    statements: readonly DataAwsIamPolicyDocumentStatement[],
  ): string {
    const document = new DataAwsIamPolicyDocument(this, `${name}-permissions`, {
      statement: [...statements],
    });
    return new IamPolicy(this, name, { name: `${prefix}-${name}`, policy: document.json }).arn;
  }

  /** A subnet that was there before us may be in any zone: AWS knows. */
  private subnets(tier: 'public' | 'private', idsByLetter: Readonly<Record<string, string>>): void {
    for (const [letter, id] of Object.entries(idsByLetter)) {
      const subnet = new DataAwsSubnet(this, `${tier}-${letter}`, { id });
      const { id: idOutput, zone } = subnetOutputs(tier, letter);
      this.tell(idOutput, subnet.id);
      this.tell(zone, subnet.availabilityZone);
    }
  }

  private tell(name: string, value: string): void {
    new TerraformOutput(this, name, { value }).overrideLogicalId(name);
  }
}
