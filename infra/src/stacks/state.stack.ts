import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export class StateStack extends GnarStack {
  readonly keyArn: string = '';

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'state', environment);
  }
}
