import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface ObservabilityStackProps {
  readonly keyArn: string;
  readonly databaseIdentifier: string;
  readonly cacheId?: string;
  readonly queueNames: readonly string[];
  readonly deadLetterQueueNames: readonly string[];
  readonly configurationSetName: string;
  readonly clusterName: string;
  readonly loadBalancerSuffix?: string;
  readonly targetGroupSuffixes?: readonly string[];
}

export class ObservabilityStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, _props: ObservabilityStackProps) {
    super(scope, 'observability', environment);
  }
}
