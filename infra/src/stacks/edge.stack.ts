import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface EdgeStackProps {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly loadBalancerGroupId: string;
  readonly zoneId: string;
  readonly certificateArn: string;
  readonly keyArn: string;
}

export class EdgeStack extends GnarStack {
  readonly targetGroupArns: readonly string[] = [];
  readonly loadBalancerSuffix: string = '';
  readonly targetGroupSuffixes: readonly string[] = [];

  constructor(scope: Construct, environment: Environment, _props: EdgeStackProps) {
    super(scope, 'edge', environment);
  }
}
