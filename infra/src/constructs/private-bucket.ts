import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { S3Bucket } from '#aws/s3-bucket';
import { S3BucketLifecycleConfiguration } from '#aws/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '#aws/s3-bucket-logging';
import { S3BucketOwnershipControls } from '#aws/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '#aws/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '#aws/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '#aws/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '#aws/s3-bucket-versioning';
import { Construct } from 'constructs';

export interface PrivateBucketProps {
  /** 3 to 63 of `a-z0-9-`, unique in the world: use `bucketName()`. */
  readonly name: string;
  /**
   * The customer key for every object; another key, or none, is then refused. Default: S3's own keys (AES-256), for what
   * services write or read that may not use a customer's.
   */
  readonly keyArn?: string;
  /** Days until a version that has been replaced or deleted is gone. Default 90. */
  readonly historyDays?: number;
  /** How many replaced versions of an object stay, however old they are. At most 100 (S3). Default 0. */
  readonly historyKept?: number;
  /** Days until objects themselves are gone. Default: never. */
  readonly expireDays?: number;
  /** Where S3 writes who did what with the objects. Default: nowhere. */
  readonly accessLogs?: { readonly bucket: string; readonly prefix: string };
  /**
   * Refuses a plan that destroys it. Default true; false for what can be made again. Neither goes while there is something in
   * it: `infra:down` says so and lifts that.
   */
  readonly kept?: boolean;
}

/**
 * A bucket that no other account can open, whatever is done to its objects: public access is blocked in all four ways,
 * access lists are off, old TLS is refused, and everything is encrypted and versioned.
 */
export class PrivateBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Where CloudFront asks for objects. */
  readonly regionalDomainName: string;
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly statements: DataAwsIamPolicyDocumentStatement[];

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { kept = true } = props;
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: props.name,
      ...(kept ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.name = bucket.bucket;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    this.statements = refusals(this.arn, props.keyArn);
    this.policy = new DataAwsIamPolicyDocument(this, 'policy', { statement: this.statements });
    this.closeToThePublic();
    this.keepHistory(props);
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.name,
      rule: [
        {
          // One data key for many objects: a hundredth of the calls to KMS.
          bucketKeyEnabled: props.keyArn !== undefined,
          applyServerSideEncryptionByDefault:
            props.keyArn === undefined
              ? { sseAlgorithm: 'AES256' }
              : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: props.keyArn },
        },
      ],
    });
    if (props.accessLogs !== undefined) {
      const { bucket: targetBucket, prefix: targetPrefix } = props.accessLogs;
      new S3BucketLoggingA(this, 'logging', { bucket: this.name, targetBucket, targetPrefix });
    }
  }

  /** Lets a service of AWS in. Give it a condition: a service acts for every account. */
  admit(...statements: readonly DataAwsIamPolicyDocumentStatement[]): void {
    this.statements.push(...statements);
    this.policy.putStatement(this.statements);
  }

  private closeToThePublic(): void {
    const closed = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: this.name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    // One after the other: S3 refuses two changes of a bucket's access at the same moment.
    new S3BucketPolicy(this, 'bucket-policy', {
      bucket: this.name,
      policy: this.policy.json,
      dependsOn: [closed],
    });
  }

  private keepHistory({ historyDays = 90, historyKept = 0, expireDays }: PrivateBucketProps): void {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: this.name,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.name,
      rule: [
        {
          id: 'history',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [
            {
              noncurrentDays: historyDays,
              ...(historyKept > 0 ? { newerNoncurrentVersions: historyKept } : {}),
            },
          ],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
          ...(expireDays === undefined ? {} : { expiration: [{ days: expireDays }] }),
        },
      ],
      // Rules for replaced versions are accepted only where there are versions.
      dependsOn: [versioning],
    });
  }
}

const everyPrincipal = [{ type: '*', identifiers: ['*'] }];

/** What holds for every principal, the account's administrators too: a denial is stronger than any permission. */
function refusals(arn: string, keyArn: string | undefined): DataAwsIamPolicyDocumentStatement[] {
  const resources = [arn, `${arn}/*`];
  const refused = { effect: 'Deny', principals: everyPrincipal };
  const always: DataAwsIamPolicyDocumentStatement[] = [
    {
      ...refused,
      sid: 'OnlyEncryptedConnections',
      actions: ['s3:*'],
      resources,
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    },
    {
      ...refused,
      sid: 'NoTlsBefore12',
      actions: ['s3:*'],
      resources,
      condition: [{ test: 'NumericLessThan', variable: 's3:TlsVersion', values: ['1.2'] }],
    },
  ];
  if (keyArn === undefined) return always;
  // An upload that says nothing gets the bucket's default; one that asks for anything else is refused.
  const otherThan = (header: string, value: string) => [
    { test: 'Null', variable: header, values: ['false'] },
    { test: 'StringNotEquals', variable: header, values: [value] },
  ];
  const upload = { ...refused, actions: ['s3:PutObject'], resources: [`${arn}/*`] };
  return [
    ...always,
    {
      ...upload,
      sid: 'NoOtherEncryption',
      condition: otherThan('s3:x-amz-server-side-encryption', 'aws:kms'),
    },
    {
      ...upload,
      sid: 'NoOtherKey',
      condition: otherThan('s3:x-amz-server-side-encryption-aws-kms-key-id', keyArn),
    },
  ];
}
