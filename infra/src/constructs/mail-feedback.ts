import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { Sesv2ConfigurationSetEventDestination } from '#aws/sesv2-configuration-set-event-destination';
import { Sesv2EmailIdentityFeedbackAttributes } from '#aws/sesv2-email-identity-feedback-attributes';
import { SnsTopic } from '#aws/sns-topic';
import { SnsTopicPolicy } from '#aws/sns-topic-policy';
import { SnsTopicSubscription } from '#aws/sns-topic-subscription';
import { Construct } from 'constructs';
import { Queue } from './queue.ts';

export interface MailFeedbackProps {
  /** Begins the names of topic and queue: `gnar-staging-mail-feedback`. */
  readonly name: string;
  /** The key that encrypts what waits in topic and queue; its policy lets SES and SNS of the account use it. */
  readonly keyArn: string;
  /** The account of everything here: only it may be in the conditions of the policies. */
  readonly accountId: string;
  /** The configuration set whose mails are told of. */
  readonly configurationSetName: string;
  /** The same, as the source that the topic trusts. */
  readonly configurationSetArn: string;
  /** The identity that sends, whose old way of telling (a mail to the sender's address) is switched off. */
  readonly domain: string;
}

const TEN_DAYS = 864_000;

/**
 * What becomes of mails: bounces, complaints, what SES refused and what is late go by a topic to a queue. SES suppresses such
 * addresses by itself; the queue tells which ones, and keeps each event for ten days.
 */
export class MailFeedback extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: MailFeedbackProps) {
    super(scope, id);
    const topic = new SnsTopic(this, 'topic', {
      name: props.name,
      kmsMasterKeyId: props.keyArn,
      // SHA-256 instead of SHA-1 (SNS developer guide, message signatures).
      signatureVersion: 2,
    });
    topic.overrideLogicalId(id);
    const policy = this.topicPolicy(id, topic, props);
    this.queue = new Queue(this, id, {
      name: props.name,
      keyArn: props.keyArn,
      retentionSeconds: TEN_DAYS,
      topic: { arn: topic.arn, accountId: props.accountId },
    });
    new SnsTopicSubscription(this, 'subscription', {
      topicArn: topic.arn,
      protocol: 'sqs',
      endpoint: this.queue.arn,
      // The event itself, without an envelope whose links would unsubscribe the queue.
      rawMessageDelivery: true,
    }).overrideLogicalId(id);
    const events = new Sesv2ConfigurationSetEventDestination(this, 'events', {
      configurationSetName: props.configurationSetName,
      eventDestinationName: 'feedback',
      eventDestination: {
        enabled: true,
        matchingEventTypes: ['BOUNCE', 'COMPLAINT', 'REJECT', 'DELIVERY_DELAY'],
        snsDestination: { topicArn: topic.arn },
      },
      // SES tries the topic when the destination is made.
      dependsOn: [policy],
    });
    events.overrideLogicalId(id);
    // The sender's mailbox is not read; SES keeps mailing there unless another way is set up first.
    new Sesv2EmailIdentityFeedbackAttributes(this, 'no-mails', {
      emailIdentity: props.domain,
      emailForwardingEnabled: false,
      dependsOn: [events],
    }).overrideLogicalId(id);
  }

  private topicPolicy(id: string, topic: SnsTopic, props: MailFeedbackProps): SnsTopicPolicy {
    const document = new DataAwsIamPolicyDocument(this, 'who-may-publish', {
      statement: [
        {
          sid: 'MailsOfThisEnvironment',
          actions: ['sns:Publish'],
          resources: [topic.arn],
          principals: [{ type: 'Service', identifiers: ['ses.amazonaws.com'] }],
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [props.accountId] },
            { test: 'ArnEquals', variable: 'aws:SourceArn', values: [props.configurationSetArn] },
          ],
        },
        {
          sid: 'NothingUnencrypted',
          effect: 'Deny',
          actions: ['sns:Publish'],
          resources: [topic.arn],
          principals: [{ type: 'AWS', identifiers: ['*'] }],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    document.overrideLogicalId(`${id}-topic`);
    const policy = new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: document.json });
    policy.overrideLogicalId(id);
    return policy;
  }
}
