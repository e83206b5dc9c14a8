import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { MailFeedback } from './mail-feedback.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const setArn = 'arn:aws:ses:eu-west-1:111122223333:configuration-set/gnar-test-mail';
const system = synthesisedConstruct(
  (stack) =>
    new MailFeedback(stack, 'mail-feedback', {
      name: 'gnar-test-mail-feedback',
      keyArn,
      accountId: '111122223333',
      configurationSetName: 'gnar-test-mail',
      configurationSetArn: setArn,
      domain: 'example.com',
    }),
);
const publishers: readonly Record<string, unknown>[] = system.one(
  'data.aws_iam_policy_document',
  'mail-feedback-topic',
).arguments['statement'];

describe('what becomes of mails', () => {
  it('is told by SES: bounces, complaints, refusals and delays, never opens or clicks', () => {
    const { event_destination } = system.one('aws_sesv2_configuration_set_event_destination').arguments;
    expect(event_destination).toEqual({
      enabled: true,
      matching_event_types: ['BOUNCE', 'COMPLAINT', 'REJECT', 'DELIVERY_DELAY'],
      sns_destination: { topic_arn: '${aws_sns_topic.mail-feedback.arn}' },
    });
  });

  it('goes through a topic that is encrypted and signs with SHA-256', () => {
    expect(system.one('aws_sns_topic').arguments).toMatchObject({
      kms_master_key_id: keyArn,
      signature_version: 2,
    });
  });

  it('can be published by SES only, for mails of this environment only', () => {
    expect(system.one('aws_sns_topic_policy').arguments).toMatchObject({
      arn: '${aws_sns_topic.mail-feedback.arn}',
      policy: '${data.aws_iam_policy_document.mail-feedback-topic.json}',
    });
    expect(publishers.filter(({ effect }) => effect === undefined)).toEqual([
      {
        sid: 'MailsOfThisEnvironment',
        actions: ['sns:Publish'],
        resources: ['${aws_sns_topic.mail-feedback.arn}'],
        principals: [{ type: 'Service', identifiers: ['ses.amazonaws.com'] }],
        condition: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] },
          { test: 'ArnEquals', variable: 'aws:SourceArn', values: [setArn] },
        ],
      },
    ]);
  });

  it('cannot be published without TLS', () => {
    expect(publishers).toContainEqual(
      expect.objectContaining({
        effect: 'Deny',
        actions: ['sns:Publish'],
        principals: [{ type: 'AWS', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      }),
    );
  });

  it('ends in a queue of its own, which takes from this topic only', () => {
    expect(system.one('aws_sns_topic_subscription').arguments).toMatchObject({
      protocol: 'sqs',
      endpoint: '${aws_sqs_queue.mail-feedback.arn}',
      raw_message_delivery: true,
    });
    expect(system.one('data.aws_iam_policy_document', 'mail-feedback').arguments['statement']).toContainEqual(
      expect.objectContaining({
        sid: 'FromTheTopic',
        condition: [
          { test: 'ArnEquals', variable: 'aws:SourceArn', values: ['${aws_sns_topic.mail-feedback.arn}'] },
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] },
        ],
      }),
    );
  });

  it('is told after the topic lets SES in, and only then no more by mail', () => {
    expect(system.one('aws_sesv2_configuration_set_event_destination').arguments['depends_on']).toEqual([
      'aws_sns_topic_policy.mail-feedback',
    ]);
    expect(system.one('aws_sesv2_email_identity_feedback_attributes').arguments).toMatchObject({
      email_identity: 'example.com',
      email_forwarding_enabled: false,
      depends_on: ['aws_sesv2_configuration_set_event_destination.mail-feedback'],
    });
  });
});
