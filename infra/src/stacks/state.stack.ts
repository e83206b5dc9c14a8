import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { LogBucket } from '../constructs/log-bucket.ts';
import { PrivateBucket } from '../constructs/private-bucket.ts';
import { bucketName } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

/** What all other stacks stand on: where their states lie, the key of the environment, and the bucket for logs of access. */
export class StateStack extends GnarStack {
  readonly keyArn: string;
  /** Takes the access logs of load balancers, under `load-balancer/`. */
  readonly logBucketName: string;

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'state', environment);
    const { region, features } = environment;
    const stateBucket = bucketName(environment, 'state');
    const key = new EncryptionKey(this, 'encryption', { name: this.prefix, region });
    const logs = new LogBucket(this, 'access', {
      name: bucketName(environment, 'logs'),
      region,
      keptDays: features.logDays,
      bucketArns: [`arn:aws:s3:::${stateBucket}`],
    });
    new PrivateBucket(this, 'state', {
      name: stateBucket,
      keyArn: key.arn,
      // A quarter back, and the last ten of a stack that was not touched for longer.
      historyDays: 90,
      historyKept: 10,
      accessLogs: { bucket: logs.name, prefix: 's3/state/' },
    });
    this.keyArn = key.arn;
    this.logBucketName = logs.name;
  }
}
