import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface ClusterStackProps {
  readonly keyArn: string;
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly workloadGroupId: string;
  readonly queueArns: readonly string[];
  readonly identityArns: readonly string[];
  readonly ownerSecretArn: string;
  readonly zoneId: string;
  readonly targetGroupArns?: readonly string[];
}

export class ClusterStack extends GnarStack {
  readonly clusterName: string = '';
  readonly nodeRoleArn: string = '';

  constructor(scope: Construct, environment: Environment, _props: ClusterStackProps) {
    super(scope, 'cluster', environment);
  }
}
