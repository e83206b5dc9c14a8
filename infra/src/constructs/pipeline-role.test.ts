import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { PipelineRole } from './pipeline-role.ts';

const provider = {
  arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
  issuer: 'gitlab.com',
  audience: 'sts.amazonaws.com',
};
const made = (subject: string) =>
  synthesisedConstruct(
    (stack) =>
      new PipelineRole(stack, 'deploy', {
        name: 'gnar-test-deploy',
        description: 'Delivers',
        provider,
        subject,
        statements: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::files/*'] }],
      }),
  );

describe('a pipeline’s role', () => {
  const subject = 'project_path:group/project:ref_type:branch:ref:main';
  const system = made(subject);

  it('is for one subject, compared letter by letter', () => {
    expect(system.one('data.aws_iam_policy_document', 'deploy-trust').arguments['statement']).toEqual([
      {
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principals: [{ type: 'Federated', identifiers: [provider.arn] }],
        condition: [
          { test: 'StringEquals', variable: 'gitlab.com:aud', values: ['sts.amazonaws.com'] },
          { test: 'StringEquals', variable: 'gitlab.com:sub', values: [subject] },
        ],
      },
    ]);
    expect(system.one('aws_iam_role').arguments['assume_role_policy']).toBe(
      '${data.aws_iam_policy_document.deploy-trust.json}',
    );
  });

  it('cannot be made for many: a subject with a wildcard is refused', () => {
    expect(() => made('project_path:group/*')).toThrow(
      'gnar-test-deploy: "project_path:group/*" is not one pipeline',
    );
  });

  it('ends after an hour', () => {
    expect(system.one('aws_iam_role').arguments['max_session_duration']).toBe(3600);
  });

  it('may do what it is given and no more', () => {
    expect(system.all('aws_iam_role_policy')).toHaveLength(1);
    expect(system.all('aws_iam_role_policy_attachment')).toEqual([]);
    expect(system.one('aws_iam_role_policy').arguments).toMatchObject({
      role: '${aws_iam_role.deploy-role.name}',
      policy: '${data.aws_iam_policy_document.deploy-permissions.json}',
    });
  });
});
