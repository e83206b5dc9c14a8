import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { policyStatements } from '../testing/policy-statements.ts';
import { environmentWith, Synthesised, synthesised } from '../testing/synthesised.ts';
import { DeliveryStack } from './delivery.stack.ts';

const both = { github: 'example/gnar', gitlab: 'example/group/gnar' };

function delivery(overrides: Partial<EnvironmentInput> = {}): Synthesised {
  const stack = new DeliveryStack(createApp(), environmentWith({ delivery: both, ...overrides }), {
    repositoryArns: ['arn:aws:ecr:eu-west-1:111122223333:repository/gnar-test/lift'],
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
    for (const role of ['github-deploy', 'gitlab-deploy']) {
      const conditions = trust(system, role);
      expect(conditions?.map(([test]) => test)).toEqual(['StringEquals', 'StringEquals']);
      expect(conditions?.flat().filter((value) => /[*?]/.test(value))).toEqual([]);
    }
  });

  it('lasts an hour at a time', () => {
    expect(system.all('aws_iam_role').map((one) => one.arguments['max_session_duration'])).toEqual([
      3600, 3600,
    ]);
  });

  it('tells the roles to the pipelines', () => {
    expect(system.documents.get('test-delivery')?.output).toMatchObject({
      GNAR_DELIVERY_ROLE_GITHUB: { value: '${aws_iam_role.github-deploy-role.arn}' },
      GNAR_DELIVERY_ROLE_GITLAB: { value: '${aws_iam_role.gitlab-deploy-role.arn}' },
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

describe('a pipeline', () => {
  it.each(['free-tier', 'production'] as const)('has no access to the cluster of size %s', (size) => {
    const system = synthesised(environmentWith({ size, delivery: both }));
    const inside = system
      .all('aws_eks_access_entry')
      .map(({ stack, arguments: entry }) => system.follow(stack, entry['principal_arn'])?.resource);
    expect(inside.filter((role) => role?.stack === 'test-delivery')).toEqual([]);
  });

  it('may push images to the repositories of its environment, and do nothing else', () => {
    const system = synthesised(environmentWith({ delivery: both }));
    const roles = system.all('aws_iam_role_policy').filter(({ stack }) => stack === 'test-delivery');
    const statements = roles.flatMap(({ stack, arguments: { policy } }) =>
      policyStatements(system, system.follow(stack, policy)?.resource.id ?? ''),
    );
    expect(roles).toHaveLength(2);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => !/^ecr:/.test(action))).toEqual(
      [],
    );
    const pushes = statements.filter(({ actions }) => actions.includes('ecr:PutImage'));
    const repositories = pushes.flatMap(({ resources }) =>
      resources.map((arn) => system.follow('test-delivery', arn)?.resource.type),
    );
    expect(new Set(repositories)).toEqual(new Set(['aws_ecr_repository']));
  });
});
