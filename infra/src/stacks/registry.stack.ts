import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Object } from '#aws/s3-object';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { ImageRepository } from '../constructs/image-repository.ts';
import { PublicAssets } from '../constructs/public-assets.ts';
import { assetsHost, bucketName } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface RegistryStackProps {
  readonly keyArn: string;
  readonly zoneId: string;
  readonly assetsCertificateArn: string;
}

/** The product's mark as PNG, 96 pixels square: mail programs show no SVG, and mails show it at half of that. */
const logo = join(import.meta.dirname, '..', '..', 'assets', 'logo.png');

/** What is delivered: images of the services to the cluster, and public files. */
export class RegistryStack extends GnarStack {
  readonly repositoryArns: readonly string[];

  constructor(scope: Construct, environment: Environment, props: RegistryStackProps) {
    super(scope, 'registry', environment);
    this.repositoryArns = environment.manifest.services.map(({ image, variable }) => {
      const { arn, url } = new ImageRepository(this, image, {
        name: `${this.prefix}/${image}`,
        keyArn: props.keyArn,
      });
      this.publish(`REGISTRY_${variable}`, url);
      return arn;
    });
    const host = assetsHost(environment);
    const assets = new PublicAssets(this, 'assets', {
      prefix: this.prefix,
      bucketName: bucketName(environment, 'assets'),
      host,
      zoneId: props.zoneId,
      certificateArn: props.assetsCertificateArn,
    });
    this.putLogo(assets.bucket.name);
    this.publish('ASSETS_HOST', host);
    this.publish('EMAIL_LOGO_URL', `https://${host}/logo.png`);
  }

  /** The file itself travels in the document, which then is the same on every machine, and the hash tells Terraform of a change. */
  private putLogo(bucket: string): void {
    const content = readFileSync(logo);
    new S3Object(this, 'logo', {
      bucket,
      key: 'logo.png',
      contentBase64: content.toString('base64'),
      contentType: 'image/png',
      // A day: a new mark is seen tomorrow without an invalidation.
      cacheControl: 'public, max-age=86400',
      sourceHash: createHash('sha256').update(content).digest('hex'),
    });
  }
}
