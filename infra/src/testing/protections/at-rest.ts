import { accompanied, every, type Protection } from './protection.ts';

/** What lies somewhere is encrypted with our key, kept out of sight, and comes back after a mistake. */
export const atRest: readonly Protection[] = [
  every(
    'databases are encrypted with our key',
    'aws_db_instance',
    ({ storage_encrypted, kms_key_id }) => storage_encrypted === true && kms_key_id !== undefined,
  ),
  every(
    'what is observed of a database is encrypted',
    'aws_db_instance',
    ({ performance_insights_enabled, performance_insights_kms_key_id }) =>
      performance_insights_enabled === true && performance_insights_kms_key_id !== undefined,
  ),
  every(
    'databases are backed up for days',
    'aws_db_instance',
    ({ backup_retention_period }) => Number(backup_retention_period) >= 7,
  ),
  every(
    'a deleted database leaves a last snapshot',
    'aws_db_instance',
    ({ skip_final_snapshot, final_snapshot_identifier }) =>
      skip_final_snapshot === false && final_snapshot_identifier !== undefined,
  ),
  every(
    'databases cannot be deleted by mistake',
    'aws_db_instance',
    ({ deletion_protection, lifecycle }) =>
      deletion_protection === true && lifecycle?.prevent_destroy === true,
  ),
  every(
    'what cannot be made again is never destroyed by a plan',
    ['aws_route53_zone', 'aws_kms_key'],
    ({ lifecycle }) => lifecycle?.prevent_destroy === true,
  ),
  every(
    'caches are encrypted with our key',
    'aws_elasticache_replication_group',
    ({ at_rest_encryption_enabled, kms_key_id }) =>
      String(at_rest_encryption_enabled) === 'true' && kms_key_id !== undefined,
  ),
  every(
    'queues are encrypted with our key',
    'aws_sqs_queue',
    ({ kms_master_key_id }) => kms_master_key_id !== undefined,
  ),
  every(
    'topics are encrypted with our key',
    'aws_sns_topic',
    ({ kms_master_key_id }) => kms_master_key_id !== undefined,
  ),
  every(
    'logs are encrypted and do not stay for ever',
    'aws_cloudwatch_log_group',
    ({ kms_key_id, retention_in_days }) => kms_key_id !== undefined && Number(retention_in_days) > 0,
  ),
  accompanied('buckets are encrypted', 'aws_s3_bucket', {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    by: 'bucket',
    holds: ({ rule }) => JSON.stringify(rule).includes('"sse_algorithm"'),
  }),
  accompanied('no bucket can be made public', 'aws_s3_bucket', {
    type: 'aws_s3_bucket_public_access_block',
    by: 'bucket',
    holds: (block) =>
      ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].every(
        (name) => block[name] === true,
      ),
  }),
  accompanied('buckets have no access lists', 'aws_s3_bucket', {
    type: 'aws_s3_bucket_ownership_controls',
    by: 'bucket',
    holds: ({ rule }) => JSON.stringify(rule).includes('BucketOwnerEnforced'),
  }),
  accompanied('an overwritten object comes back', 'aws_s3_bucket', {
    type: 'aws_s3_bucket_versioning',
    by: 'bucket',
    holds: ({ versioning_configuration }) => versioning_configuration?.status === 'Enabled',
  }),
  every(
    'images cannot be replaced under their tag',
    'aws_ecr_repository',
    ({ image_tag_mutability }) => image_tag_mutability === 'IMMUTABLE',
  ),
  every('images are scanned', 'aws_ecr_repository', ({ image_scanning_configuration }) =>
    JSON.stringify(image_scanning_configuration ?? {}).includes('"scan_on_push":true'),
  ),
  every('images are encrypted with our key', 'aws_ecr_repository', ({ encryption_configuration }) =>
    JSON.stringify(encryption_configuration ?? {}).includes('"encryption_type":"KMS"'),
  ),
  every('keys are rotated', 'aws_kms_key', ({ enable_key_rotation }) => enable_key_rotation === true),
  every('secrets of the cluster are encrypted with our key', 'aws_eks_cluster', ({ encryption_config }) =>
    JSON.stringify(encryption_config ?? {}).includes('secrets'),
  ),
  every('the discs of nodes are encrypted', 'aws_launch_template', ({ block_device_mappings }) =>
    /"encrypted":"true".*"kms_key_id"|"kms_key_id".*"encrypted":"true"/.test(
      JSON.stringify(block_device_mappings ?? {}),
    ),
  ),
];
