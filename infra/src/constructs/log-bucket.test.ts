import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { LogBucket } from './log-bucket.ts';

const system = synthesisedConstruct(
  (stack) =>
    new LogBucket(stack, 'access', {
      name: 'gnar-test-logs',
      region: 'eu-west-1',
      keptDays: 30,
      bucketArns: ['arn:aws:s3:::gnar-test-state'],
    }),
);
const admitted = policyStatements(system).filter(({ effect }) => effect !== 'Deny');
const account = '${data.aws_caller_identity.access-account.account_id}';
const bucket = '${aws_s3_bucket.access-logs-bucket.arn}';

describe('the bucket for access logs', () => {
  it('forgets who came when the days of the environment are over', () => {
    expect(system.one('aws_s3_bucket_lifecycle_configuration').arguments['rule'][0]).toMatchObject({
      expiration: [{ days: 30 }],
      noncurrent_version_expiration: [{ noncurrent_days: 1 }],
    });
  });

  it('takes logs of this account only', () => {
    for (const { condition } of admitted) {
      expect(condition[0]).toEqual({
        test: 'StringEquals',
        variable: 'aws:SourceAccount',
        values: [account],
      });
    }
  });

  it('takes them from the services that write them, each in its own folder, and lets no one read', () => {
    expect(
      admitted.map(({ principals, actions, resources }) => [principals[0]?.identifiers, actions, resources]),
    ).toEqual([
      [['logging.s3.amazonaws.com'], ['s3:PutObject'], [`${bucket}/s3/*`]],
      [['delivery.logs.amazonaws.com'], ['s3:GetBucketAcl'], [bucket]],
      [['delivery.logs.amazonaws.com'], ['s3:PutObject'], [`${bucket}/load-balancer/AWSLogs/${account}/*`]],
    ]);
  });

  it('takes the use of named buckets only', () => {
    expect(admitted[0]?.condition[1]).toEqual({
      test: 'ArnEquals',
      variable: 'aws:SourceArn',
      values: ['arn:aws:s3:::gnar-test-state'],
    });
  });

  it('uses the encryption that log delivery can write with', () => {
    const [rule] = system.one('aws_s3_bucket_server_side_encryption_configuration').arguments['rule'];
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'AES256' });
  });
});
