import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { StateStack } from './state.stack.ts';

function stateOf(overrides: Partial<EnvironmentInput> = {}): Synthesised {
  const stack = new StateStack(createApp(), environmentWith(overrides));
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}

describe.each(['free-tier', 'small', 'production'] as const)('the state of size %s', (size) => {
  const system = stateOf({ size });

  it('lies in the bucket that every stack names as its backend', () => {
    const backend = system.documents.get('test-state')?.terraform?.['backend'];
    expect(backend).toMatchObject({
      s3: { bucket: system.one('aws_s3_bucket', 'state-bucket').arguments['bucket'], use_lockfile: true },
    });
  });

  it('is encrypted with the key of the environment: no stack asks for another', () => {
    const { arguments: encryption } = system.one(
      'aws_s3_bucket_server_side_encryption_configuration',
      'state-encryption',
    );
    expect(encryption['rule'][0].apply_server_side_encryption_by_default).toEqual({
      sse_algorithm: 'aws:kms',
      kms_master_key_id: '${aws_kms_key.encryption-key.arn}',
    });
    // Terraform would then ask S3 for AES-256 and so for S3's own key.
    expect(system.documents.get('test-state')?.terraform?.['backend']).not.toHaveProperty('s3.encrypt');
  });

  it('can be taken back for ninety days, and its last ten versions for ever', () => {
    const { arguments: lifecycle } = system.one('aws_s3_bucket_lifecycle_configuration', 'state-lifecycle');
    expect(lifecycle['rule'][0].noncurrent_version_expiration).toEqual([
      { noncurrent_days: 90, newer_noncurrent_versions: 10 },
    ]);
    expect(lifecycle['rule'][0]).not.toHaveProperty('expiration');
  });

  it('cannot be destroyed by accident, and neither can the key', () => {
    const kept = system.resources
      .filter(({ arguments: one }) => one['lifecycle']?.prevent_destroy)
      .map(({ type, id }) => `${type}.${id}`);
    expect(kept.toSorted()).toEqual(['aws_kms_key.encryption-key', 'aws_s3_bucket.state-bucket']);
  });

  it('is watched: who read or wrote it is written down elsewhere', () => {
    expect(system.one('aws_s3_bucket_logging').arguments).toMatchObject({
      bucket: '${aws_s3_bucket.state-bucket.bucket}',
      target_bucket: '${aws_s3_bucket.access-logs-bucket.bucket}',
      target_prefix: 's3/state/',
    });
  });

  it('is in buckets that are closed to the public, every one', () => {
    expect(system.all('aws_s3_bucket_public_access_block')).toHaveLength(system.all('aws_s3_bucket').length);
  });
});

describe('logs of access', () => {
  it('are kept as long as the environment keeps logs', () => {
    const { arguments: lifecycle } = stateOf({ features: { logDays: 60 } }).one(
      'aws_s3_bucket_lifecycle_configuration',
      'access-logs-lifecycle',
    );
    expect(lifecycle['rule'][0].expiration).toEqual([{ days: 60 }]);
  });
});
