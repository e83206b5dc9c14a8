import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { policyStatements } from '../testing/policy-statements.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { DeliveryStack } from './delivery.stack.ts';

const both = { github: 'example/gnar', gitlab: 'example/group/gnar' };

function delivery(overrides: Partial<EnvironmentInput> = {}): Synthesised {
  const stack = new DeliveryStack(createApp(), environmentWith({ delivery: both, ...overrides }), {
    keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
    repositoryArns: ['arn:aws:ecr:eu-west-1:111122223333:repository/gnar-test/lift'],
    assetsBucketArn: 'arn:aws:s3:::gnar-test-assets-example-com',
    distributionArn: 'arn:aws:cloudfront::111122223333:distribution/E1',
    clusterName: 'gnar-test',
  });
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}

/** What `aud` and `sub` a role takes, by the role's id. */
function trust(system: Synthesised, id: string) {
  const [statement] = policyStatements(system, `${id}-trust`);
  return statement?.condition.map(({ test, variable, values }) => [test, variable, ...values]);
}

describe.each(['free-tier', 'small', 'production'] as const)('delivery of size %s', (size) => {
  const system = delivery({ size });

  it('is by tokens of a run: there is no user and no long-lived key', () => {
    expect(system.all('aws_iam_user')).toEqual([]);
    expect(system.all('aws_iam_access_key')).toEqual([]);
    const trusted = system
      .all('aws_iam_role')
      .map((one) => system.follow('test-delivery', one.arguments['assume_role_policy'])?.resource.id ?? '')
      .flatMap((id) => policyStatements(system, id))
      .map(({ actions, principals }) => [actions, principals[0]?.type]);
    expect(new Set(trusted.map(String))).toEqual(new Set(['sts:AssumeRoleWithWebIdentity,Federated']));
  });

  it('names every pipeline exactly: no subject has a wildcard, and all are compared as they are', () => {
    for (const role of ['github-deploy', 'github-plan', 'gitlab-deploy', 'gitlab-plan']) {
      const conditions = trust(system, role);
      expect(conditions?.map(([test]) => test)).toEqual(['StringEquals', 'StringEquals']);
      expect(conditions?.flat().filter((value) => /[*?]/.test(value))).toEqual([]);
    }
  });

  it('lasts an hour at a time', () => {
    expect(system.all('aws_iam_role').map((one) => one.arguments['max_session_duration'])).toEqual([
      3600, 3600, 3600, 3600,
    ]);
  });

  it('tells the roles to the pipelines', () => {
    expect(system.documents.get('test-delivery')?.output).toMatchObject({
      GNAR_DELIVERY_ROLE_GITHUB: { value: '${aws_iam_role.github-deploy-role.arn}' },
      GNAR_DELIVERY_ROLE_GITLAB: { value: '${aws_iam_role.gitlab-deploy-role.arn}' },
      GNAR_PLAN_ROLE_GITHUB: { value: '${aws_iam_role.github-plan-role.arn}' },
      GNAR_PLAN_ROLE_GITLAB: { value: '${aws_iam_role.gitlab-plan-role.arn}' },
    });
  });
});

describe('GitHub', () => {
  const github = 'token.actions.githubusercontent.com';

  it('deploys from the one branch of the one repository', () => {
    expect(trust(delivery({ delivery: { ...both, branch: 'release' } }), 'github-deploy')).toEqual([
      ['StringEquals', `${github}:aud`, 'sts.amazonaws.com'],
      ['StringEquals', `${github}:sub`, 'repo:example/gnar:ref:refs/heads/release'],
    ]);
  });

  it('plans for pull requests of the one repository', () => {
    expect(trust(delivery(), 'github-plan')?.[1]).toEqual([
      'StringEquals',
      `${github}:sub`,
      'repo:example/gnar:pull_request',
    ]);
  });

  it('may say the ids of owner and repository, as its tokens do for a new one', () => {
    const system = delivery({ delivery: { github: 'example@12/gnar@34' } });
    expect(trust(system, 'github-deploy')?.[1]?.[2]).toBe('repo:example@12/gnar@34:ref:refs/heads/main');
  });
});

describe('GitLab', () => {
  it('deploys from the one branch of the one project', () => {
    expect(trust(delivery(), 'gitlab-deploy')).toEqual([
      ['StringEquals', 'gitlab.com:aud', 'sts.amazonaws.com'],
      ['StringEquals', 'gitlab.com:sub', 'project_path:example/group/gnar:ref_type:branch:ref:main'],
    ]);
  });
});

describe('the account', () => {
  it('believes the forges in use and no other', () => {
    const issuers = (overrides: Partial<EnvironmentInput>) =>
      delivery(overrides)
        .all('aws_iam_openid_connect_provider')
        .map((one) => one.arguments['url']);
    expect(issuers({ delivery: { gitlab: 'example/gnar' } })).toEqual(['https://gitlab.com']);
    expect(issuers({ delivery: {} })).toEqual([]);
    expect(delivery({ delivery: {} }).all('aws_iam_role')).toEqual([]);
  });

  it('has its providers once: another environment looks them up', () => {
    const system = delivery({ delivery: { ...both, createProviders: false } });
    expect(system.all('aws_iam_openid_connect_provider')).toEqual([]);
    expect(system.all('data.aws_iam_openid_connect_provider')).toHaveLength(2);
    expect(policyStatements(system, 'github-deploy-trust')[0]?.principals[0]?.identifiers).toEqual([
      '${data.aws_iam_openid_connect_provider.github-provider.arn}',
    ]);
  });
});

describe('in the cluster', () => {
  it('a deploy edits the product’s namespace and no other', () => {
    const system = delivery({ size: 'production' });
    for (const { arguments: one } of system.all('aws_eks_access_policy_association')) {
      expect(one).toMatchObject({
        cluster_name: 'gnar-test',
        policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
        access_scope: { type: 'namespace', namespaces: ['gnar'] },
      });
    }
    expect(system.all('aws_eks_access_policy_association').map(({ id }) => id)).toEqual([
      'github-edit',
      'gitlab-edit',
    ]);
  });

  it('a plan has no place', () => {
    const principals = delivery()
      .all('aws_eks_access_entry')
      .map((one) => one.arguments['principal_arn']);
    expect(principals).toEqual([
      '${aws_iam_role.github-deploy-role.arn}',
      '${aws_iam_role.gitlab-deploy-role.arn}',
    ]);
  });

  it('AWS gives no pipeline access where the cluster is not its own', () => {
    const system = delivery({ size: 'free-tier' });
    expect(system.all('aws_eks_access_entry')).toEqual([]);
    expect(
      policyStatements(system, 'github-deploy-permissions').flatMap(({ actions }) => actions),
    ).not.toContain('eks:DescribeCluster');
  });

  it('a deploy finds our cluster and no other', () => {
    const find = policyStatements(delivery(), 'github-deploy-permissions').find(
      ({ sid }) => sid === 'FindTheCluster',
    );
    expect(find?.resources).toEqual([
      'arn:aws:eks:eu-west-1:${data.aws_caller_identity.github-account.account_id}:cluster/gnar-test',
    ]);
  });
});

describe('a plan', () => {
  it('reads this environment’s states and no other’s', () => {
    const resources = policyStatements(delivery(), 'github-plan-permissions').map((one) => one.resources);
    expect(resources).toEqual([
      ['arn:aws:s3:::gnar-test-state-example-com'],
      ['arn:aws:s3:::gnar-test-state-example-com/*'],
      ['arn:aws:kms:eu-west-1:111122223333:key/1'],
    ]);
  });
});
