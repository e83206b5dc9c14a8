import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { EncryptionKey } from './encryption-key.ts';

const made = synthesisedConstruct(
  (stack) => new EncryptionKey(stack, 'encryption', { name: 'gnar-test', region: 'eu-west-1' }),
);
const key = made.one('aws_kms_key').arguments;
const statements = policyStatements(made);
const account = '${data.aws_caller_identity.encryption-account.account_id}';

describe('the key', () => {
  it('is renewed every year', () => {
    expect(key).toMatchObject({ enable_key_rotation: true, rotation_period_in_days: 365 });
  });

  it('can be taken back for thirty days after it was deleted', () => {
    expect(key['deletion_window_in_days']).toBe(30);
  });

  it('cannot be destroyed by accident', () => {
    expect(key['lifecycle']).toEqual({ prevent_destroy: true });
  });

  it('has a policy of ours and a name that people can find', () => {
    expect(made.follow('test-state', key['policy'])?.resource).toBe(made.one('data.aws_iam_policy_document'));
    expect(made.one('aws_kms_alias').arguments).toMatchObject({
      name: 'alias/gnar-test',
      target_key_id: '${aws_kms_key.encryption-key.key_id}',
    });
  });
});

describe('the policy of the key', () => {
  it('lists every action: none has a wildcard', () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !/^kms:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
  });

  it('leaves the account able to govern it', () => {
    const administration = statements.find(({ sid }) => sid === 'AdministeredThroughIam');
    expect(administration?.principals).toEqual([
      { type: 'AWS', identifiers: [`arn:aws:iam::${account}:root`] },
    ]);
    expect(administration?.actions).toEqual(
      expect.arrayContaining(['kms:PutKeyPolicy', 'kms:GetKeyPolicy', 'kms:CancelKeyDeletion']),
    );
    expect(administration?.condition).toEqual([]);
  });

  it('opens the key to no other account', () => {
    const outside = statements
      // Every principal, but only from this account, by the condition.
      .filter(({ condition }) => !condition.some(({ variable }) => variable === 'kms:CallerAccount'))
      .flatMap(({ principals }) => principals)
      .filter(({ type }) => type !== 'Service')
      .flatMap(({ identifiers }) => identifiers)
      .filter((identifier) => identifier !== `arn:aws:iam::${account}:root`);
    expect(outside).toEqual([]);
  });

  it('lets services use it for this account only', () => {
    const forServices = statements.filter(({ principals }) => principals[0]?.type === 'Service');
    expect(forServices).toHaveLength(2);
    for (const { condition } of forServices) {
      expect(condition).toHaveLength(1);
      expect(condition[0]?.values.join()).toContain(account);
      expect(['aws:SourceAccount', 'kms:EncryptionContext:aws:logs:arn']).toContain(condition[0]?.variable);
    }
  });

  it('lets services use it and never govern it', () => {
    const actions = statements
      .filter(({ principals }) => principals[0]?.type === 'Service')
      .flatMap((statement) => statement.actions);
    expect(
      actions.filter(
        (action) => !/^kms:(Decrypt|Encrypt|DescribeKey|GenerateDataKey|ReEncrypt)/.test(action),
      ),
    ).toEqual([]);
  });

  it('lets CloudWatch Logs use it in its own region', () => {
    const logs = statements.find(({ sid }) => sid === 'LogGroups');
    expect(logs?.principals).toEqual([{ type: 'Service', identifiers: ['logs.eu-west-1.amazonaws.com'] }]);
    expect(logs?.condition[0]?.values).toEqual([`arn:aws:logs:eu-west-1:${account}:log-group:*`]);
  });

  it('lets alarms, budgets, bounces and topics reach encrypted topics and queues', () => {
    const notices = statements.find(({ sid }) => sid === 'NoticesOnTopicsAndQueues');
    expect(notices?.principals[0]?.identifiers).toEqual([
      'budgets.amazonaws.com',
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
      'ses.amazonaws.com',
      'sns.amazonaws.com',
    ]);
  });

  it('lends the key only to services of AWS', () => {
    const lending = statements.filter(({ actions }) => actions.includes('kms:CreateGrant'));
    expect(lending.map(({ sid }) => sid)).toEqual(['LentToServicesThroughIam', 'DisksLentToNodes']);
    for (const { actions, condition } of lending) {
      expect(actions).toEqual(['kms:CreateGrant']);
      expect(condition).toContainEqual({
        test: 'Bool',
        variable: 'kms:GrantIsForAWSResource',
        values: ['true'],
      });
    }
  });

  it('lets the two roles that start nodes use it for their disks, and no other without IAM', () => {
    const serviceLinked = {
      test: 'ArnEquals',
      variable: 'aws:PrincipalArn',
      values: [
        `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
        `arn:aws:iam::${account}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`,
      ],
    };
    const disks = statements.filter(({ sid }) => sid?.startsWith('Disks'));
    const ofThisAccount = { test: 'StringEquals', variable: 'kms:CallerAccount', values: [account] };
    expect(disks.map(({ condition }) => condition.slice(0, 2))).toEqual([
      [serviceLinked, ofThisAccount],
      [serviceLinked, ofThisAccount],
    ]);
    // The account as principal would leave it to IAM policies, which these roles have none of for our key.
    for (const { principals } of disks) expect(principals).toEqual([{ type: 'AWS', identifiers: ['*'] }]);
  });
});
