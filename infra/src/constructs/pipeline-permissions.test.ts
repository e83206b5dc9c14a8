import { describe, expect, it } from '@jest/globals';
import { unscopedActions } from '../testing/unscoped-actions.ts';
import { mayDeploy, mayPlan } from './pipeline-permissions.ts';

const targets = {
  repositoryArns: ['arn:repository/one', 'arn:repository/other'],
  assetsBucketArn: 'arn:assets',
  distributionArn: 'arn:distribution',
};
const deploy = mayDeploy({ ...targets, clusterArn: 'arn:cluster' });
const plan = mayPlan({ stateBucketArn: 'arn:state', keyArn: 'arn:key', region: 'eu-west-1' });
const actionsOf = (statements: typeof deploy) => statements.flatMap(({ actions = [] }) => actions);

describe('a deploy', () => {
  it('may name everything only where AWS knows nothing smaller', () => {
    const unscoped = deploy.filter(({ resources }) => resources?.includes('*'));
    expect(actionsOf(unscoped).filter((action) => !(action in unscopedActions))).toEqual([]);
  });

  it('pushes to our repositories only', () => {
    const pushing = deploy.filter(({ actions }) => actions?.includes('ecr:PutImage'));
    expect(pushing.map(({ resources }) => resources)).toEqual([targets.repositoryArns]);
  });

  it('puts files in our bucket only, and refreshes our distribution only', () => {
    const resources = (action: string) => deploy.find(({ actions }) => actions?.includes(action))?.resources;
    expect(resources('s3:PutObject')).toEqual(['arn:assets/*']);
    expect(resources('cloudfront:CreateInvalidation')).toEqual(['arn:distribution']);
  });

  it('deletes nothing, and touches neither permissions, secrets nor keys', () => {
    const actions = actionsOf(deploy);
    expect(
      actions.filter((action) => /:Delete|:\w*Policy|^(iam|kms|ssm|secretsmanager|sts):/.test(action)),
    ).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('finds the cluster where there is one of AWS’s', () => {
    expect(deploy.at(-1)).toMatchObject({ actions: ['eks:DescribeCluster'], resources: ['arn:cluster'] });
    expect(actionsOf(mayDeploy(targets)).filter((action) => action.startsWith('eks:'))).toEqual([]);
  });
});

describe('a plan', () => {
  it('reads the states and writes nothing', () => {
    expect(actionsOf(plan)).toEqual(['s3:ListBucket', 's3:GetObject', 'kms:Decrypt']);
    expect(plan.map(({ resources }) => resources)).toEqual([['arn:state'], ['arn:state/*'], ['arn:key']]);
  });

  it('uses the key for what S3 hands out, and for nothing else', () => {
    expect(plan.at(-1)?.condition).toEqual([
      { test: 'StringEquals', variable: 'kms:ViaService', values: ['s3.eu-west-1.amazonaws.com'] },
    ]);
  });
});
