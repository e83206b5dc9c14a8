import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface RegistryStackProps {
  readonly keyArn: string;
  readonly zoneId: string;
  readonly assetsCertificateArn: string;
}

export class RegistryStack extends GnarStack {
  readonly repositoryArns: readonly string[] = [];
  readonly assetsBucketArn: string = '';
  readonly distributionArn: string = '';

  constructor(scope: Construct, environment: Environment, _props: RegistryStackProps) {
    super(scope, 'registry', environment);
  }
}
