import { Construct } from 'constructs';
import { Alarm, type AlarmProps } from './alarm.ts';

export interface MessagingAlarmsProps {
  readonly prefix: string;
  readonly topicArn: string;
  /** Names of the queues that services read, by a word that never changes for each. */
  readonly queues: Readonly<Record<string, string>>;
  /** Names of the queues of messages that were given up, likewise. */
  readonly deadLetterQueues: Readonly<Record<string, string>>;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

/**
 * Messages that wait or were given up, and mail that people do not want. AWS puts a sender under review at 5 % of bounces
 * or 0.1 % of complaints and stops it at twice and five times that. Both rates are those of the whole account, which is
 * what AWS judges.
 */
export class MessagingAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { prefix, topicArn, queues, deadLetterQueues }: MessagingAlarmsProps,
  ) {
    super(scope, id);
    const watch = (rule: Omit<AlarmProps, 'prefix' | 'topicArn'>) =>
      new Alarm(this, { ...rule, prefix, topicArn });
    for (const [which, QueueName] of Object.entries(queues)) {
      watch({ ...queueAge, which, dimensions: { QueueName } });
    }
    for (const [which, QueueName] of Object.entries(deadLetterQueues)) {
      watch({ ...deadLetters, which, dimensions: { QueueName } });
    }
    watch(bounces);
    watch(complaints);
  }
}

const queueAge = {
  name: 'queue-age',
  meaning: 'The oldest message has waited for more than 5 minutes: who reads the queue is away or too slow.',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  statistic: 'Maximum',
  periodSeconds: FIVE_MINUTES,
  periods: 2,
  above: FIVE_MINUTES,
  silence: 'fine',
} as const;

const deadLetters = {
  name: 'dead-letters',
  meaning: 'A message was given up after all attempts; it lies among the dead letters.',
  namespace: 'AWS/SQS',
  metric: 'ApproximateNumberOfMessagesVisible',
  statistic: 'Maximum',
  periodSeconds: FIVE_MINUTES,
  periods: 1,
  above: 0,
  silence: 'fine',
} as const;

const bounces = {
  name: 'bounce-rate',
  meaning: 'More than 5 % of the mail bounces: AWS reviews such senders and stops them at 10 %.',
  namespace: 'AWS/SES',
  metric: 'Reputation.BounceRate',
  statistic: 'Maximum',
  periodSeconds: HOUR,
  periods: 1,
  above: 0.05,
  silence: 'keep',
} as const;

const complaints = {
  ...bounces,
  name: 'complaint-rate',
  meaning:
    'More than 0.1 % of the mail is reported as spam: AWS reviews such senders and stops them at 0.5 %.',
  metric: 'Reputation.ComplaintRate',
  above: 0.001,
} as const;
