import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { PrivateBucket, type PrivateBucketProps } from './private-bucket.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const made = (props: Partial<PrivateBucketProps> = {}, build?: (bucket: PrivateBucket) => void) =>
  synthesisedConstruct((stack) => {
    const bucket = new PrivateBucket(stack, 'files', { name: 'gnar-test-files', keyArn, ...props });
    build?.(bucket);
  });
const statement = (sid: string, props: Partial<PrivateBucketProps> = {}) =>
  policyStatements(made(props)).find((one) => one.sid === sid);
const everything = ['${aws_s3_bucket.files-bucket.arn}', '${aws_s3_bucket.files-bucket.arn}/*'];

describe('a private bucket', () => {
  it('is closed to the public in all four ways', () => {
    expect(made().one('aws_s3_bucket_public_access_block').arguments).toMatchObject({
      bucket: '${aws_s3_bucket.files-bucket.bucket}',
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('knows no access lists: every object belongs to the owner of the bucket', () => {
    expect(made().one('aws_s3_bucket_ownership_controls').arguments['rule']).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
  });

  it('refuses connections without TLS, from every principal', () => {
    expect(statement('OnlyEncryptedConnections')).toMatchObject({
      effect: 'Deny',
      principals: [{ type: '*', identifiers: ['*'] }],
      actions: ['s3:*'],
      resources: everything,
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    });
  });

  it('refuses TLS before 1.2, from every principal', () => {
    expect(statement('NoTlsBefore12')).toMatchObject({
      effect: 'Deny',
      principals: [{ type: '*', identifiers: ['*'] }],
      resources: everything,
      condition: [{ test: 'NumericLessThan', variable: 's3:TlsVersion', values: ['1.2'] }],
    });
  });

  it('has the policy that refuses them', () => {
    const system = made();
    const attached = system.one('aws_s3_bucket_policy').arguments;
    expect(attached['bucket']).toBe('${aws_s3_bucket.files-bucket.bucket}');
    expect(system.follow('test-state', attached['policy'])?.resource.id).toBe('files-policy');
  });

  it('encrypts with the key of the environment', () => {
    const [rule] = made().one('aws_s3_bucket_server_side_encryption_configuration').arguments['rule'];
    expect(rule).toEqual({
      bucket_key_enabled: true,
      apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: keyArn },
    });
  });

  it('encrypts with S3’s own key where no other may be used', () => {
    const [rule] = made({ keyArn: undefined }).one('aws_s3_bucket_server_side_encryption_configuration')
      .arguments['rule'];
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'AES256' });
  });

  it('refuses an upload that asks for another encryption or another key', () => {
    const other = (variable: string, value: string) => ({
      effect: 'Deny',
      actions: ['s3:PutObject'],
      condition: [
        { test: 'Null', variable, values: ['false'] },
        { test: 'StringNotEquals', variable, values: [value] },
      ],
    });
    expect(statement('NoOtherEncryption')).toMatchObject(other('s3:x-amz-server-side-encryption', 'aws:kms'));
    expect(statement('NoOtherKey')).toMatchObject(
      other('s3:x-amz-server-side-encryption-aws-kms-key-id', keyArn),
    );
  });

  it('keeps what was replaced or deleted, and lets it go after a while', () => {
    const system = made({ historyDays: 90, historyKept: 10 });
    expect(system.one('aws_s3_bucket_versioning').arguments['versioning_configuration']).toEqual({
      status: 'Enabled',
    });
    expect(system.one('aws_s3_bucket_lifecycle_configuration').arguments['rule'][0]).toMatchObject({
      status: 'Enabled',
      filter: [{ prefix: '' }],
      noncurrent_version_expiration: [{ noncurrent_days: 90, newer_noncurrent_versions: 10 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    });
  });

  it('never lets current objects go unless it is told to', () => {
    const rule = (expireDays?: number) =>
      made(expireDays === undefined ? {} : { expireDays }).one('aws_s3_bucket_lifecycle_configuration')
        .arguments['rule'][0];
    expect(rule()).not.toHaveProperty('expiration');
    expect(rule(30).expiration).toEqual([{ days: 30 }]);
  });

  it('cannot be destroyed by accident', () => {
    expect(made().one('aws_s3_bucket').arguments['lifecycle']).toEqual({ prevent_destroy: true });
  });

  it('may go where it can be made again, and even then not with what is in it', () => {
    const bucket = made({ kept: false }).one('aws_s3_bucket').arguments;
    expect(bucket).not.toHaveProperty('lifecycle');
    expect(bucket['force_destroy'] ?? false).toBe(false);
  });

  it('tells who used it, where it is asked to', () => {
    expect(made().all('aws_s3_bucket_logging')).toEqual([]);
    const accessLogs = { bucket: 'gnar-test-logs', prefix: 's3/files/' };
    expect(made({ accessLogs }).one('aws_s3_bucket_logging').arguments).toMatchObject({
      target_bucket: 'gnar-test-logs',
      target_prefix: 's3/files/',
    });
  });

  it('refuses no less after it has let a service in', () => {
    const system = made({}, (bucket) => bucket.admit({ sid: 'Reader', actions: ['s3:GetObject'] }));
    expect(policyStatements(system).map(({ sid }) => sid)).toEqual([
      'OnlyEncryptedConnections',
      'NoTlsBefore12',
      'NoOtherEncryption',
      'NoOtherKey',
      'Reader',
    ]);
  });
});
