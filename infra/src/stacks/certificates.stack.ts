import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { ValidatedCertificate } from '../constructs/validated-certificate.ts';
import { appHost, assetsHost } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface CertificatesStackProps {
  /** The zone in which the certificates prove themselves. */
  readonly zoneId: string;
}

/** What browsers trust: `app.<domain>` for the load balancer, `assets.<domain>` for CloudFront. */
export class CertificatesStack extends GnarStack {
  /** Empty without a load balancer: then the cluster's cert-manager holds the certificate of `app`. */
  readonly certificateArn: string;
  readonly assetsCertificateArn: string;

  constructor(scope: Construct, environment: Environment, { zoneId }: CertificatesStackProps) {
    super(scope, 'certificates', environment);
    if (environment.features.loadBalancer === 'none') {
      this.certificateArn = '';
    } else {
      this.certificateArn = new ValidatedCertificate(this, 'app', { host: appHost(environment), zoneId }).arn;
      this.publish('CERTIFICATE_ARN', this.certificateArn);
    }
    this.assetsCertificateArn = new ValidatedCertificate(this, 'assets', {
      host: assetsHost(environment),
      zoneId,
      region: 'us-east-1',
    }).arn;
  }
}
