import { CloudfrontDistribution } from '#aws/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '#aws/cloudfront-origin-access-control';
import { CloudfrontResponseHeadersPolicy } from '#aws/cloudfront-response-headers-policy';
import { Route53Record } from '#aws/route53-record';
import { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';

export interface PublicAssetsProps {
  /** Begins the names of what has one in CloudFront. */
  readonly prefix: string;
  /** Unique in the world: use `bucketName()`. */
  readonly bucketName: string;
  /** The name that the files are under, such as `assets.example.com`. */
  readonly host: string;
  /** The zone in which the host lies. */
  readonly zoneId: string;
  /** Of a certificate for the host, from us-east-1. */
  readonly certificateArn: string;
}

/** AWS's own policy "CachingOptimized": a day unless the object says otherwise, gzip and Brotli, no cookies, no query. */
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/**
 * Public files, such as the logo in emails, in a private bucket: only this distribution can read it, and only by TLS.
 *
 * S3's own key encrypts it. A customer's would have to let CloudFront in, which guards nothing here: the files are public.
 * Visits are not logged: the log would hold the address of everyone who opens an email.
 */
export class PublicAssets extends Construct {
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: PublicAssetsProps) {
    super(scope, id);
    const { prefix, host, zoneId } = props;
    this.bucket = new PrivateBucket(this, 'files', { name: props.bucketName, historyDays: 30, kept: false });
    const access = new CloudfrontOriginAccessControl(this, 'access', {
      name: `${prefix}-assets`,
      description: 'CloudFront signs what it asks of the bucket',
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
    const distribution = new CloudfrontDistribution(this, 'distribution', {
      enabled: true,
      comment: host,
      aliases: [host],
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      // North America and Europe: the cheapest places. The rest of the world is served from there.
      priceClass: 'PriceClass_100',
      origin: [
        {
          originId: 'files',
          domainName: this.bucket.regionalDomainName,
          originAccessControlId: access.id,
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: 'files',
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: ['GET', 'HEAD'],
        cachedMethods: ['GET', 'HEAD'],
        compress: true,
        cachePolicyId: cachingOptimized,
        responseHeadersPolicyId: this.headers(prefix).id,
      },
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: {
        acmCertificateArn: props.certificateArn,
        minimumProtocolVersion: 'TLSv1.2_2021',
        sslSupportMethod: 'sni-only',
      },
    });
    this.bucket.admit({
      sid: 'OnlyOurDistribution',
      principals: [{ type: 'Service', identifiers: ['cloudfront.amazonaws.com'] }],
      actions: ['s3:GetObject'],
      resources: [`${this.bucket.arn}/*`],
      condition: [{ test: 'StringEquals', variable: 'aws:SourceArn', values: [distribution.arn] }],
    });
    for (const type of ['A', 'AAAA']) {
      new Route53Record(this, type === 'A' ? 'address' : 'address-v6', {
        zoneId,
        name: host,
        type,
        alias: {
          name: distribution.domainName,
          zoneId: distribution.hostedZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
  }

  /** A file from here is never a page: it runs nothing, is framed nowhere, and is what its type says. */
  private headers(prefix: string): CloudfrontResponseHeadersPolicy {
    return new CloudfrontResponseHeadersPolicy(this, 'headers', {
      name: `${prefix}-assets`,
      comment: 'Files, never pages',
      securityHeadersConfig: {
        contentSecurityPolicy: {
          contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: 'DENY', override: true },
        referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
        // Two years, in seconds.
        strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, override: true },
      },
      customHeadersConfig: {
        // Mail programs and the app show them from elsewhere.
        items: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
      },
    });
  }
}
