import { Fn } from '#cdktf';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { SqsQueue } from '#aws/sqs-queue';
import { SqsQueuePolicy } from '#aws/sqs-queue-policy';
import { SqsQueueRedriveAllowPolicy } from '#aws/sqs-queue-redrive-allow-policy';
import { Construct } from 'constructs';
import { sqsTimeouts } from '../../../packages/gear/src/aws/requests.ts';

export interface QueueProps {
  /** Name in SQS, at most 80 characters; the dead letters' queue adds `-dead-letters` to it. */
  readonly name: string;
  /** The key that encrypts every message. */
  readonly keyArn: string;
  /** Seconds that the handler of one message may take. Default 60. */
  readonly handlerSeconds?: number;
  /** How often a message is delivered before it is a dead letter, 2 to 1000. Default 5. */
  readonly maxReceiveCount?: number;
  /** Seconds that a message waits for a reader, 60 to 864,000 (10 days). Default 345,600 (4 days). */
  readonly retentionSeconds?: number;
  /** The one SNS topic that may send to the queue, with its account; none when only roles of the account send. */
  readonly topic?: { readonly arn: string; readonly accountId: string };
}

/**
 * What gear's poller needs after a handler: it deletes the message with one request to find the queue's address and one to
 * delete. A message must stay invisible until then, or a second reader gets it too (docs/security, 37).
 */
const DELETE_SECONDS = (2 * (sqsTimeouts.connectMs + sqsTimeouts.answerMs)) / 1000;
const LONGEST_VISIBILITY_SECONDS = 43_200;
const FOUR_DAYS = 345_600;
/** So that dead letters, which keep the age they had, are there for four days at least. */
const TEN_DAYS = 864_000;
const FOURTEEN_DAYS = 1_209_600;
/** How long SQS uses one data key before it asks KMS again: 5 minutes is SQS's own default and keeps the price near nothing. */
const DATA_KEY_SECONDS = 300;

/**
 * A queue with its dead letters: both encrypted, both for TLS only, and neither for strangers. Roles of the account reach it
 * through their own policies, so the queue's policy allows only the topic that it is given.
 */
export class Queue extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly deadLetterArn: string;
  readonly deadLetterName: string;

  /** @throws RangeError for what SQS, or the promise that nothing is lost, would not take. */
  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    const { handlerSeconds = 60, maxReceiveCount = 5, retentionSeconds = FOUR_DAYS } = props;
    check(props.name, { handlerSeconds, maxReceiveCount, retentionSeconds });

    const deadLetters = this.queue(`${id}-dead-letters`, props, {
      name: `${props.name}-dead-letters`,
      // Its clock started when the message was first sent: it has to be longer than the queue's own retention.
      messageRetentionSeconds: FOURTEEN_DAYS,
    });
    const queue = this.queue(id, props, {
      name: props.name,
      messageRetentionSeconds: retentionSeconds,
      visibilityTimeoutSeconds: handlerSeconds + DELETE_SECONDS,
      // The longest that SQS waits for a message; readers that say nothing get it too.
      receiveWaitTimeSeconds: 20,
      redrivePolicy: Fn.jsonencode({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
    });
    // A resource of its own: as an argument the two queues would wait for each other.
    new SqsQueueRedriveAllowPolicy(this, 'dead-letters-only-from', {
      queueUrl: deadLetters.url,
      redriveAllowPolicy: Fn.jsonencode({ redrivePermission: 'byQueue', sourceQueueArns: [queue.arn] }),
    }).overrideLogicalId(`${id}-dead-letters`);
    this.policy(id, queue, props.topic);
    this.policy(`${id}-dead-letters`, deadLetters, undefined);

    this.arn = queue.arn;
    this.name = queue.name;
    this.deadLetterArn = deadLetters.arn;
    this.deadLetterName = deadLetters.name;
  }

  private queue(
    id: string,
    { keyArn }: QueueProps,
    config: ConstructorParameters<typeof SqsQueue>[2],
  ): SqsQueue {
    const queue = new SqsQueue(this, `${id}-queue`, {
      kmsMasterKeyId: keyArn,
      kmsDataKeyReusePeriodSeconds: DATA_KEY_SECONDS,
      ...config,
    });
    queue.overrideLogicalId(id);
    return queue;
  }

  private policy(id: string, queue: SqsQueue, topic: QueueProps['topic']): void {
    const document = new DataAwsIamPolicyDocument(this, `${id}-statements`, {
      statement: [onlyOverTls(queue.arn), ...(topic ? [onlyFrom(topic, queue.arn)] : [])],
    });
    document.overrideLogicalId(id);
    new SqsQueuePolicy(this, `${id}-policy`, {
      queueUrl: queue.url,
      policy: document.json,
    }).overrideLogicalId(id);
  }
}

/** Every action that carries a message or tells of one. SQS takes at most seven in a statement (its quotas page). */
const messageActions = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:PurgeQueue',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
];

const onlyOverTls = (queueArn: string): DataAwsIamPolicyDocumentStatement => ({
  sid: 'NothingUnencrypted',
  effect: 'Deny',
  actions: messageActions,
  resources: [queueArn],
  principals: [{ type: 'AWS', identifiers: ['*'] }],
  condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
});

const onlyFrom = (
  { arn, accountId }: NonNullable<QueueProps['topic']>,
  queueArn: string,
): DataAwsIamPolicyDocumentStatement => ({
  sid: 'FromTheTopic',
  actions: ['sqs:SendMessage'],
  resources: [queueArn],
  principals: [{ type: 'Service', identifiers: ['sns.amazonaws.com'] }],
  condition: [
    { test: 'ArnEquals', variable: 'aws:SourceArn', values: [arn] },
    { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
  ],
});

type Limits = Required<Pick<QueueProps, 'handlerSeconds' | 'maxReceiveCount' | 'retentionSeconds'>>;

function check(name: string, { handlerSeconds, maxReceiveCount, retentionSeconds }: Limits): void {
  const longest = LONGEST_VISIBILITY_SECONDS - DELETE_SECONDS;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      name.length > 80 - '-dead-letters'.length,
      'the name is too long: SQS takes 80 characters, dead letters included',
    ],
    [
      !Number.isInteger(handlerSeconds) || handlerSeconds < 1 || handlerSeconds > longest,
      `handlerSeconds is from 1 to ${longest}`,
    ],
    // With one delivery a reader that is restarted in the middle would lose the message to the dead letters.
    [
      !Number.isInteger(maxReceiveCount) || maxReceiveCount < 2 || maxReceiveCount > 1000,
      'maxReceiveCount is from 2 to 1000',
    ],
    [
      !Number.isInteger(retentionSeconds) || retentionSeconds < 60 || retentionSeconds > TEN_DAYS,
      `retentionSeconds is from 60 to ${TEN_DAYS}`,
    ],
  ];
  const broken = rules.find(([wrong]) => wrong);
  if (broken) throw new RangeError(`queue ${name}: ${broken[1]}`);
}
