import { DataAwsEcrLifecyclePolicyDocument } from '#aws/data-aws-ecr-lifecycle-policy-document';
import { EcrLifecyclePolicy } from '#aws/ecr-lifecycle-policy';
import { EcrRepository } from '#aws/ecr-repository';
import { Construct } from 'constructs';

export interface ImageRepositoryProps {
  /** `<prefix>/<service>`, at most 256 characters (ECR). */
  readonly name: string;
  /** Customer key for the images. It cannot be changed later without making the repository anew. */
  readonly keyArn: string;
  /** How many builds stay. Default 30. */
  readonly buildsKept?: number;
  /** How many releases (tags that begin with `release-`) stay. Default 100, at least two years of weekly ones. */
  readonly releasesKept?: number;
}

/**
 * Images of one service. A tag never changes what it means, each image is scanned when it arrives, and unused ones are deleted.
 *
 * What runs is tagged `release-…` when it is deployed. Releases are counted apart, so that a busy week of builds cannot push the
 * image of a running pod out: an image that one rule has matched is not touched by the rules after it.
 * No policy of its own: the nodes and the deploy roles are of this account, and their own policies say enough.
 */
export class ImageRepository extends Construct {
  readonly arn: string;
  /** Where images are pushed to and pulled from, without a tag. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const repository = new EcrRepository(this, 'repository', {
      name: props.name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: props.keyArn }],
    });
    const rules = new DataAwsEcrLifecyclePolicyDocument(this, 'rules', { rule: lifecycle(props) });
    new EcrLifecyclePolicy(this, 'lifecycle', { repository: repository.name, policy: rules.json });
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
  }
}

const expired = [{ type: 'expire' }];

function lifecycle({ buildsKept = 30, releasesKept = 100 }: ImageRepositoryProps) {
  const newest = (tagPatternList: string[], countNumber: number) => [
    { tagStatus: 'tagged', tagPatternList, countType: 'imageCountMoreThan', countNumber },
  ];
  return [
    {
      priority: 1,
      description: `The last ${releasesKept} releases stay`,
      selection: newest(['release-*'], releasesKept),
      action: expired,
    },
    {
      priority: 2,
      description: `The last ${buildsKept} builds stay`,
      selection: newest(['*'], buildsKept),
      action: expired,
    },
    {
      priority: 3,
      description: 'What has lost its tag, or never had one, goes after a week',
      selection: [
        { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      ],
      action: expired,
    },
  ];
}
