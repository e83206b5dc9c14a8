import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface DataStackProps {
  readonly keyArn: string;
  readonly vpcId: string;
  readonly isolatedSubnetIds: readonly string[];
  readonly databaseGroupId: string;
  readonly cacheGroupId: string;
}

export class DataStack extends GnarStack {
  readonly databaseIdentifier: string = '';
  readonly ownerSecretArn: string = '';
  readonly cacheId: string | undefined;

  constructor(scope: Construct, environment: Environment, _props: DataStackProps) {
    super(scope, 'data', environment);
  }
}
