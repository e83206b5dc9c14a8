import { AcmCertificate } from '#aws/acm-certificate';
import { AcmCertificateValidation } from '#aws/acm-certificate-validation';
import { Route53Record } from '#aws/route53-record';
import { Construct } from 'constructs';

export interface ValidatedCertificateProps {
  /** The one name that it is for. */
  readonly host: string;
  /** The public zone in which the name lies. */
  readonly zoneId: string;
  /** Where it is used; CloudFront takes certificates from `us-east-1` only. Default: the stack's region. */
  readonly region?: string;
}

/**
 * A certificate that proves itself by a DNS record and renews itself by the same, without an email. Whatever uses its ARN
 * waits until it is issued.
 */
export class ValidatedCertificate extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { host, zoneId, region }: ValidatedCertificateProps) {
    super(scope, id);
    const place = region === undefined ? {} : { region };
    const certificate = new AcmCertificate(this, 'certificate', {
      ...place,
      domainName: host,
      validationMethod: 'DNS',
      keyAlgorithm: 'EC_prime256v1',
      // A listener cannot be without: the next one is issued before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
    // One name has one proof; `for_each` over all of them would say the same in six lines more.
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'proof', {
      zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // ACM asks for the same record for the same name: the next certificate finds the old one's.
      allowOverwrite: true,
    });
    const validation = new AcmCertificateValidation(this, 'validation', {
      ...place,
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
    this.arn = validation.certificateArn;
  }
}
