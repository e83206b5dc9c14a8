import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';

export interface LogBucketProps {
  /** Unique in the world: use `bucketName()`. */
  readonly name: string;
  /** Of everything that logs here. */
  readonly region: string;
  /** Days until an entry is gone: addresses of people are in them. */
  readonly keptDays: number;
  /** ARNs of the buckets whose use is logged here, under `s3/`. */
  readonly bucketArns: readonly string[];
}

/**
 * Where S3 and load balancers write who came. Both may not use a customer's key for it, so that S3's own encrypts; who does not
 * write here cannot be let in by mistake, and what it writes about itself is not logged again.
 */
export class LogBucket extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, region, keptDays, bucketArns }: LogBucketProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const bucket = new PrivateBucket(this, 'logs', {
      name,
      expireDays: keptDays,
      historyDays: 1,
      kept: false,
    });
    this.name = bucket.name;
    const fromThisAccount = { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] };
    const delivery = [{ type: 'Service', identifiers: ['delivery.logs.amazonaws.com'] }];
    const loadBalancers = {
      test: 'ArnLike',
      variable: 'aws:SourceArn',
      values: [`arn:aws:logs:${region}:${accountId}:*`],
    };
    bucket.admit(
      {
        sid: 'UseOfBuckets',
        principals: [{ type: 'Service', identifiers: ['logging.s3.amazonaws.com'] }],
        actions: ['s3:PutObject'],
        resources: [`${bucket.arn}/s3/*`],
        condition: [
          fromThisAccount,
          { test: 'ArnEquals', variable: 'aws:SourceArn', values: [...bucketArns] },
        ],
      },
      {
        sid: 'LoadBalancersLookFirst',
        principals: delivery,
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.arn],
        condition: [fromThisAccount, loadBalancers],
      },
      {
        sid: 'LoadBalancers',
        principals: delivery,
        actions: ['s3:PutObject'],
        resources: [`${bucket.arn}/load-balancer/AWSLogs/${accountId}/*`],
        condition: [
          fromThisAccount,
          loadBalancers,
          { test: 'StringEquals', variable: 's3:x-amz-acl', values: ['bucket-owner-full-control'] },
        ],
      },
    );
  }
}
