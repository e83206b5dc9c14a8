import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { DnsStack } from './dns.stack.ts';

function dnsOf(size: EnvironmentInput['size']): Synthesised {
  const stack = new DnsStack(createApp(), environmentWith({ size }));
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}
function authorities(system: Synthesised): string[] {
  const { records }: { readonly records?: readonly string[] } = system.one('aws_route53_record').arguments;
  return (records ?? []).filter((record) => record.startsWith('0 issue "'));
}

describe.each(['free-tier', 'small', 'production'] as const)('the domain of size %s', (size) => {
  const system = dnsOf(size);

  it('has a zone that cannot be destroyed by accident', () => {
    expect(system.one('aws_route53_zone').arguments).toMatchObject({
      name: 'example.com',
      lifecycle: { prevent_destroy: true },
    });
  });

  it('tells where it is to be delegated, and the name of the app', () => {
    expect(system.documents.get('test-dns')?.output).toMatchObject({
      GNAR_NAME_SERVERS: { value: '${join(",", aws_route53_zone.public-zone.name_servers)}' },
      GNAR_APP_HOST: { value: 'app.example.com' },
    });
  });
});

describe('certificates below the domain', () => {
  it('come from Amazon', () => {
    expect(authorities(dnsOf('production'))).toEqual(['0 issue "amazon.com"', '0 issue "amazontrust.com"']);
  });

  it('come from Let’s Encrypt too where the cluster holds the certificate itself', () => {
    expect(authorities(dnsOf('free-tier'))).toContain('0 issue "letsencrypt.org"');
  });
});
