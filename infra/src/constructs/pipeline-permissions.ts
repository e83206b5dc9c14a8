import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';

export interface DeployTargets {
  /** Of the services' image repositories. */
  readonly repositoryArns: readonly string[];
  /** Of the bucket of public files. */
  readonly assetsBucketArn: string;
  /** Of the distribution before it. */
  readonly distributionArn: string;
  /** Of the cluster; absent where access to it is not AWS's to give (kops). */
  readonly clusterArn?: string;
}

/** Pushes images, puts public files, and finds the cluster. It deletes nothing and changes nothing of the infrastructure. */
export function mayDeploy(targets: DeployTargets): DataAwsIamPolicyDocumentStatement[] {
  const { repositoryArns, assetsBucketArn, distributionArn, clusterArn } = targets;
  const cluster = {
    sid: 'FindTheCluster',
    actions: ['eks:DescribeCluster'],
    resources: clusterArn === undefined ? [] : [clusterArn],
  };
  return [
    // The token is for the whole registry of an account, and opens only what the next statement names.
    { sid: 'LogInToTheRegistry', actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      sid: 'PushImages',
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:DescribeImages',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      resources: [...repositoryArns],
    },
    { sid: 'PutPublicFiles', actions: ['s3:PutObject'], resources: [`${assetsBucketArn}/*`] },
    { sid: 'ComparePublicFiles', actions: ['s3:ListBucket'], resources: [assetsBucketArn] },
    {
      sid: 'ShowThemNow',
      actions: ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
      resources: [distributionArn],
    },
    ...(clusterArn === undefined ? [] : [cluster]),
  ];
}

export interface PlanSources {
  /** Of the bucket with the states of all stacks of the environment. */
  readonly stateBucketArn: string;
  /** Of the key that they are encrypted with. */
  readonly keyArn: string;
  readonly region: string;
}

/**
 * Reads the states and nothing else, for `terraform plan -refresh=false -lock=false`: what a change of the code would do, without
 * looking at the account. There is no secret in the states.
 */
export function mayPlan(sources: PlanSources): DataAwsIamPolicyDocumentStatement[] {
  const { stateBucketArn, keyArn, region } = sources;
  return [
    { sid: 'FindTheStates', actions: ['s3:ListBucket'], resources: [stateBucketArn] },
    { sid: 'ReadTheStates', actions: ['s3:GetObject'], resources: [`${stateBucketArn}/*`] },
    {
      sid: 'DecryptTheStates',
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      condition: [
        { test: 'StringEquals', variable: 'kms:ViaService', values: [`s3.${region}.amazonaws.com`] },
      ],
    },
  ];
}
