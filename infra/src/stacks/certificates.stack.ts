import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { GnarStack } from './gnar-stack.ts';

export interface CertificatesStackProps {
  readonly zoneId: string;
}

export class CertificatesStack extends GnarStack {
  readonly certificateArn: string = '';
  readonly assetsCertificateArn: string = '';

  constructor(scope: Construct, environment: Environment, _props: CertificatesStackProps) {
    super(scope, 'certificates', environment);
  }
}
