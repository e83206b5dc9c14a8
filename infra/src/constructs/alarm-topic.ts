import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { SnsTopic } from '#aws/sns-topic';
import { SnsTopicPolicy } from '#aws/sns-topic-policy';
import { SnsTopicSubscription } from '#aws/sns-topic-subscription';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Begins the topic's name and the names of the alarms that may publish to it: `gnar-staging`. */
  readonly prefix: string;
  readonly region: string;
  /** The key that encrypts what waits for delivery; its policy lets CloudWatch use it. */
  readonly keyArn: string;
  /** Gets every alarm, after a click in the mail with which AWS asks. */
  readonly email: string;
}

/** Where alarms go. Only this environment's alarms can publish to it, and only encrypted. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const account = new DataAwsCallerIdentity(this, 'account');
    account.overrideLogicalId('account');
    const topic = new SnsTopic(this, 'topic', {
      name: `${props.prefix}-alarms`,
      kmsMasterKeyId: props.keyArn,
    });
    topic.overrideLogicalId('alarms');
    const policy = this.policy(props, topic.arn, account.accountId);
    new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: policy.json }).overrideLogicalId('alarms');
    new SnsTopicSubscription(this, 'email', {
      topicArn: topic.arn,
      protocol: 'email',
      endpoint: props.email,
    }).overrideLogicalId('alarms-by-email');
    this.arn = topic.arn;
  }

  private policy(props: AlarmTopicProps, topicArn: string, accountId: string): DataAwsIamPolicyDocument {
    const document = new DataAwsIamPolicyDocument(this, 'who-may-publish', {
      statement: [
        {
          sid: 'AlarmsOfThisEnvironment',
          actions: ['sns:Publish'],
          resources: [topicArn],
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [`arn:aws:cloudwatch:${props.region}:${accountId}:alarm:${props.prefix}-*`],
            },
          ],
        },
        {
          sid: 'NothingUnencrypted',
          effect: 'Deny',
          actions: ['sns:Publish'],
          resources: [topicArn],
          principals: [{ type: 'AWS', identifiers: ['*'] }],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    document.overrideLogicalId('who-may-publish');
    return document;
  }
}
