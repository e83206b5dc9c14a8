import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface DeliveryStackProps {
  readonly keyArn: string;
  readonly repositoryArns: readonly string[];
  readonly assetsBucketArn: string;
  readonly distributionArn: string;
  readonly clusterName: string;
}

export class DeliveryStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, _props: DeliveryStackProps) {
    super(scope, 'delivery', environment);
  }
}
