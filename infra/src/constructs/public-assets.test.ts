import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { PublicAssets } from './public-assets.ts';

const system = synthesisedConstruct(
  (stack) =>
    new PublicAssets(stack, 'assets', {
      prefix: 'gnar-test',
      bucketName: 'gnar-test-assets-example-com',
      host: 'assets.example.com',
      zoneId: 'Z1',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
    }),
);
const distribution = system.one('aws_cloudfront_distribution').arguments;
const statements = policyStatements(system);

describe('public files', () => {
  it('are reachable only through our own distribution', () => {
    expect(statements.filter(({ effect }) => effect !== 'Deny')).toEqual([
      {
        sid: 'OnlyOurDistribution',
        principals: [{ type: 'Service', identifiers: ['cloudfront.amazonaws.com'] }],
        actions: ['s3:GetObject'],
        resources: ['${aws_s3_bucket.assets-files-bucket.arn}/*'],
        condition: [
          {
            test: 'StringEquals',
            variable: 'aws:SourceArn',
            values: ['${aws_cloudfront_distribution.assets-distribution.arn}'],
          },
        ],
      },
    ]);
  });

  it('lie in a bucket that is closed to the public', () => {
    expect(system.one('aws_s3_bucket_public_access_block').arguments).toMatchObject({
      block_public_policy: true,
      restrict_public_buckets: true,
    });
    expect(system.all('aws_s3_bucket_website_configuration')).toEqual([]);
  });

  it('are asked for by CloudFront under its signature', () => {
    expect(distribution['origin']).toEqual([
      {
        origin_id: 'files',
        domain_name: '${aws_s3_bucket.assets-files-bucket.bucket_regional_domain_name}',
        origin_access_control_id: '${aws_cloudfront_origin_access_control.assets-access.id}',
      },
    ]);
    expect(system.one('aws_cloudfront_origin_access_control').arguments).toMatchObject({
      origin_access_control_origin_type: 's3',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    });
  });

  it('are encrypted with a key that CloudFront may use', () => {
    const [rule] = system.one('aws_s3_bucket_server_side_encryption_configuration').arguments['rule'];
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'AES256' });
  });

  it('refuse old TLS, and plain HTTP is sent to HTTPS', () => {
    expect(distribution['viewer_certificate']).toEqual({
      acm_certificate_arn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
      minimum_protocol_version: 'TLSv1.2_2021',
      ssl_support_method: 'sni-only',
    });
    expect(distribution['default_cache_behavior']['viewer_protocol_policy']).toBe('redirect-to-https');
  });

  it('can be read and not written', () => {
    expect(distribution['default_cache_behavior']['allowed_methods']).toEqual(['GET', 'HEAD']);
  });

  it('run nothing, are framed nowhere, and are what their type says', () => {
    expect(distribution['default_cache_behavior']['response_headers_policy_id']).toBe(
      '${aws_cloudfront_response_headers_policy.assets-headers.id}',
    );
    const headers = system.one('aws_cloudfront_response_headers_policy').arguments['security_headers_config'];
    expect(headers['content_security_policy'].content_security_policy).toContain("default-src 'none'");
    expect(headers['content_type_options']).toEqual({ override: true });
    expect(headers['frame_options'].frame_option).toBe('DENY');
    expect(headers['strict_transport_security'].access_control_max_age_sec).toBe(63_072_000);
  });

  it('are sent compressed, from a cache, by HTTP/2 and 3, from the cheapest places', () => {
    expect(distribution).toMatchObject({ http_version: 'http2and3', price_class: 'PriceClass_100' });
    expect(distribution['default_cache_behavior']).toMatchObject({
      compress: true,
      cache_policy_id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    });
  });

  it('answer at their own name, by both versions of IP', () => {
    expect(distribution).toMatchObject({ aliases: ['assets.example.com'], is_ipv6_enabled: true });
    expect(system.all('aws_route53_record').map(({ arguments: { name, type } }) => [name, type])).toEqual([
      ['assets.example.com', 'A'],
      ['assets.example.com', 'AAAA'],
    ]);
  });
});
