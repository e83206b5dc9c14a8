import { describe, expect, it } from '@jest/globals';
import { services } from '../../../services.ts';
import { createApp } from '../synthesis/create-app.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { RegistryStack } from './registry.stack.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';

function registered(size: 'free-tier' | 'small' | 'production'): Synthesised {
  const stack = new RegistryStack(createApp(), environmentWith({ size }), {
    keyArn,
    zoneId: 'Z1',
    assetsCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
  });
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}

describe.each(['free-tier', 'small', 'production'] as const)('the registry of size %s', (size) => {
  const system = registered(size);
  const repositories = system.all('aws_ecr_repository').map((one) => one.arguments);

  it('has a repository for each service', () => {
    expect(repositories.map((one) => one['name'])).toEqual(services.map(({ image }) => `gnar-test/${image}`));
  });

  it('keeps every image immutable, scanned and encrypted with the key', () => {
    for (const repository of repositories) {
      expect(repository).toMatchObject({
        image_tag_mutability: 'IMMUTABLE',
        image_scanning_configuration: { scan_on_push: true },
        encryption_configuration: [{ encryption_type: 'KMS', kms_key: keyArn }],
      });
    }
  });

  it('keeps public files in a private bucket', () => {
    expect(system.one('aws_s3_bucket').arguments['bucket']).toBe('gnar-test-assets-example-com');
    expect(system.one('aws_s3_bucket_public_access_block').arguments).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('tells where images and files are', () => {
    expect(system.documents.get('test-registry')?.output).toMatchObject({
      ...Object.fromEntries(
        services.map(({ image, variable }) => [
          `GNAR_REGISTRY_${variable}`,
          { value: `\${aws_ecr_repository.${image}-repository.repository_url}` },
        ]),
      ),
      GNAR_ASSETS_HOST: { value: 'assets.example.com' },
      GNAR_EMAIL_LOGO_URL: { value: 'https://assets.example.com/logo.png' },
    });
  });
});

describe('the logo in mails', () => {
  const { arguments: logo } = registered('small').one('aws_s3_object');
  const image = Buffer.from(logo['content_base64'], 'base64');

  it('is at the published address, as an image', () => {
    expect(logo).toMatchObject({ key: 'logo.png', content_type: 'image/png' });
  });

  it('is a PNG of 96 pixels, twice the height at which mails show it, under 10 KB', () => {
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([96, 96]);
    expect(image.length).toBeLessThan(10_000);
  });

  it('is put again when it changes', () => {
    expect(logo['source_hash']).toMatch(/^[0-9a-f]{64}$/);
  });
});
