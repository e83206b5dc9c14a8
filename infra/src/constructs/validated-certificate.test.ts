import { describe, expect, it } from '@jest/globals';
import { TerraformOutput } from '#cdktf';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { ValidatedCertificate } from './validated-certificate.ts';

const made = (region?: string) =>
  synthesisedConstruct((stack) => {
    const { arn } = new ValidatedCertificate(stack, 'app', {
      host: 'app.example.com',
      zoneId: 'Z1',
      ...(region === undefined ? {} : { region }),
    });
    new TerraformOutput(stack, 'arn', { value: arn });
  });
const system = made();
const first = (attribute: string) =>
  '${tolist(aws_acm_certificate.app-certificate.domain_validation_options).0.' + attribute + '}';

describe('a certificate', () => {
  it('is for one name and never for all', () => {
    const certificate = system.one('aws_acm_certificate').arguments;
    expect(certificate['domain_name']).toBe('app.example.com');
    expect(certificate).not.toHaveProperty('subject_alternative_names');
  });

  it('proves itself in the zone, without an email that must be answered', () => {
    expect(system.one('aws_acm_certificate').arguments['validation_method']).toBe('DNS');
    expect(system.one('aws_route53_record').arguments).toMatchObject({
      zone_id: 'Z1',
      name: first('resource_record_name'),
      type: first('resource_record_type'),
      records: [first('resource_record_value')],
      allow_overwrite: true,
    });
  });

  it('is used only after it was issued', () => {
    expect(system.one('aws_acm_certificate_validation').arguments).toMatchObject({
      certificate_arn: '${aws_acm_certificate.app-certificate.arn}',
      validation_record_fqdns: ['${aws_route53_record.app-proof.fqdn}'],
    });
    expect(system.documents.get('test-state')?.output?.['arn']?.value).toBe(
      '${aws_acm_certificate_validation.app-validation.certificate_arn}',
    );
  });

  it('is there before the one that it replaces goes', () => {
    expect(system.one('aws_acm_certificate').arguments['lifecycle']).toEqual({ create_before_destroy: true });
  });

  it('is issued and awaited where it is used', () => {
    const elsewhere = made('us-east-1');
    expect(elsewhere.one('aws_acm_certificate').arguments['region']).toBe('us-east-1');
    expect(elsewhere.one('aws_acm_certificate_validation').arguments['region']).toBe('us-east-1');
    expect(system.one('aws_acm_certificate').arguments).not.toHaveProperty('region');
  });
});
