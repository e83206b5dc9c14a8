import { describe, expect, it } from '@jest/globals';
import { TerraformOutput } from '#cdktf';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { HostedZone } from './hosted-zone.ts';

const system = synthesisedConstruct((stack) => {
  const zone = new HostedZone(stack, 'public', {
    domain: 'example.com',
    certificateAuthorities: ['amazon.com'],
    reportTo: 'operations@snow.test',
  });
  new TerraformOutput(stack, 'servers', { value: zone.nameServers });
});

describe('the zone', () => {
  it('cannot be destroyed by accident', () => {
    const zone = system.one('aws_route53_zone').arguments;
    expect(zone).toMatchObject({ name: 'example.com', lifecycle: { prevent_destroy: true } });
    expect(zone['force_destroy'] ?? false).toBe(false);
  });

  it('is public: it has no VPC', () => {
    expect(system.one('aws_route53_zone').arguments).not.toHaveProperty('vpc');
  });

  it('tells the name servers to which the domain is delegated', () => {
    expect(system.documents.get('test-state')?.output?.['servers']?.value).toBe(
      '${join(",", aws_route53_zone.public-zone.name_servers)}',
    );
  });

  it('lets only our authorities issue certificates, no wildcards, and gets reports of attempts', () => {
    expect(system.one('aws_route53_record').arguments).toMatchObject({
      name: 'example.com',
      type: 'CAA',
      records: ['0 issue "amazon.com"', '0 issuewild ";"', '0 iodef "mailto:operations@snow.test"'],
    });
  });
});
