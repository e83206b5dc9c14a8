import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface MessagingStackProps {
  readonly keyArn: string;
  readonly zoneId: string;
}

export class MessagingStack extends GnarStack {
  readonly queueArns: readonly string[] = [];
  readonly queueNames: readonly string[] = [];
  readonly deadLetterQueueNames: readonly string[] = [];
  readonly identityArns: readonly string[] = [];
  readonly configurationSetName: string = '';

  constructor(scope: Construct, environment: Environment, _props: MessagingStackProps) {
    super(scope, 'messaging', environment);
  }
}
