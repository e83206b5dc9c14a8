import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';

/**
 * Pushes images, and nothing else: what runs is changed by a commit that Argo CD reads, so a pipeline needs no way into the cluster.
 *
 * @param repositoryArns of the services' image repositories
 */
export function mayDeploy(repositoryArns: readonly string[]): DataAwsIamPolicyDocumentStatement[] {
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
  ];
}
