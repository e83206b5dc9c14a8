import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface AccessStackProps {
  readonly keyArn: string;
  readonly clusterName: string;
  readonly nodeRoleArn: string;
}

export class AccessStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, _props: AccessStackProps) {
    super(scope, 'access', environment);
  }
}
