import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { AlarmTopic } from './alarm-topic.ts';

const system = synthesisedConstruct(
  (stack) =>
    new AlarmTopic(stack, 'topic', {
      prefix: 'gnar-test',
      region: 'eu-west-1',
      keyArn: 'arn:key',
      email: 'operations@snow.test',
    }),
);
const statements = system.one('data.aws_iam_policy_document', 'who-may-publish').arguments['statement'];

describe('the topic of alarms', () => {
  it('is encrypted with the key of the environment', () => {
    expect(system.one('aws_sns_topic').arguments['kms_master_key_id']).toBe('arn:key');
  });

  it('has its policy', () => {
    expect(system.one('aws_sns_topic_policy').arguments).toMatchObject({
      arn: '${aws_sns_topic.alarms.arn}',
      policy: '${data.aws_iam_policy_document.who-may-publish.json}',
    });
  });

  it('can be published to by alarms of this environment and account alone', () => {
    const [allowed, ...others] = statements;

    expect(allowed.actions).toEqual(['sns:Publish']);
    expect(allowed.resources).toEqual(['${aws_sns_topic.alarms.arn}']);
    expect(allowed.principals).toEqual([{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }]);
    expect(allowed.condition).toEqual([
      {
        test: 'StringEquals',
        variable: 'aws:SourceAccount',
        values: ['${data.aws_caller_identity.account.account_id}'],
      },
      {
        test: 'ArnLike',
        variable: 'aws:SourceArn',
        values: [expect.stringMatching(/^arn:aws:cloudwatch:eu-west-1:.*:alarm:gnar-test-\*$/)],
      },
    ]);
    for (const one of others) expect(one.effect).toBe('Deny');
  });

  it('refuses what is not encrypted on its way', () => {
    expect(statements).toContainEqual(
      expect.objectContaining({
        effect: 'Deny',
        actions: ['sns:Publish'],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      }),
    );
  });

  it('mails to the address of the environment', () => {
    expect(system.one('aws_sns_topic_subscription').arguments).toMatchObject({
      topic_arn: '${aws_sns_topic.alarms.arn}',
      protocol: 'email',
      endpoint: 'operations@snow.test',
    });
  });
});
