import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export class DnsStack extends GnarStack {
  readonly zoneId: string = '';

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'dns', environment);
  }
}
