import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface NetworkStackProps {
  readonly keyArn: string;
}

export class NetworkStack extends GnarStack {
  readonly vpcId: string = '';
  readonly vpcCidr: string = '';
  readonly publicSubnetIds: readonly string[] = [];
  readonly privateSubnetIds: readonly string[] = [];
  readonly isolatedSubnetIds: readonly string[] = [];
  readonly loadBalancerGroupId: string = '';
  readonly workloadGroupId: string = '';
  readonly databaseGroupId: string = '';
  readonly cacheGroupId: string = '';

  constructor(scope: Construct, environment: Environment, _props: NetworkStackProps) {
    super(scope, 'network', environment);
  }
}
