import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { CertificatesStack } from './certificates.stack.ts';

function certified(size: EnvironmentInput['size']) {
  const stack = new CertificatesStack(createApp(), environmentWith({ size }), { zoneId: 'Z1' });
  stack.prepareStack();
  return { stack, system: new Synthesised(new Map([[stack.node.id, stack.toTerraform()]])) };
}

describe.each(['free-tier', 'small', 'production'] as const)('certificates of size %s', (size) => {
  const { system, stack } = certified(size);

  it('validate themselves, each by its own record in the zone', () => {
    const certificates = system.all('aws_acm_certificate');
    expect(system.all('aws_acm_certificate_validation')).toHaveLength(certificates.length);
    expect(system.all('aws_route53_record').map((one) => one.arguments['zone_id'])).toEqual(
      certificates.map(() => 'Z1'),
    );
  });

  it('have the one for files where CloudFront looks for it', () => {
    const { arguments: assets } = system.one('aws_acm_certificate', 'assets-certificate');
    expect(assets).toMatchObject({ domain_name: 'assets.example.com', region: 'us-east-1' });
    expect(stack.assetsCertificateArn).not.toBe('');
  });
});

describe('the certificate of the app', () => {
  it('is issued where a load balancer needs it, in its region', () => {
    const { system, stack } = certified('small');
    const { arguments: app } = system.one('aws_acm_certificate', 'app-certificate');
    expect(app['domain_name']).toBe('app.example.com');
    expect(app).not.toHaveProperty('region');
    expect(stack.certificateArn).not.toBe('');
    expect(system.documents.get('test-certificates')?.output).toMatchObject({
      GNAR_CERTIFICATE_ARN: { value: '${aws_acm_certificate_validation.app-validation.certificate_arn}' },
    });
  });

  it('is not asked for where the cluster holds it itself', () => {
    const { system, stack } = certified('free-tier');
    expect(system.all('aws_acm_certificate').map(({ id }) => id)).toEqual(['assets-certificate']);
    expect(stack.certificateArn).toBe('');
    expect(system.documents.get('test-certificates')?.output ?? {}).not.toHaveProperty(
      'GNAR_CERTIFICATE_ARN',
    );
  });
});
