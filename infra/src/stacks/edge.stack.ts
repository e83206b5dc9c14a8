import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { LoadBalancer } from '../constructs/load-balancer.ts';
import { appHost } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface EdgeStackProps {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly loadBalancerGroupId: string;
  readonly zoneId: string;
  readonly certificateArn: string;
  /** From the state stack. */
  readonly logBucketName: string;
}

/** Where people come in; absent where the one node of a cluster takes them in itself. */
export class EdgeStack extends GnarStack {
  readonly targetGroupArns: readonly string[];
  readonly loadBalancerSuffix: string;
  readonly targetGroupSuffixes: readonly string[];

  constructor(scope: Construct, environment: Environment, props: EdgeStackProps) {
    super(scope, 'edge', environment);
    const balancer = new LoadBalancer(this, 'app', {
      prefix: this.prefix,
      vpcId: props.vpcId,
      subnetIds: props.publicSubnetIds,
      securityGroupId: props.loadBalancerGroupId,
      certificateArn: props.certificateArn,
      host: appHost(environment),
      zoneId: props.zoneId,
      logBucketName: props.logBucketName,
    });
    this.targetGroupArns = balancer.targetGroupArns;
    this.loadBalancerSuffix = balancer.suffix;
    this.targetGroupSuffixes = balancer.targetGroupSuffixes;
  }
}
