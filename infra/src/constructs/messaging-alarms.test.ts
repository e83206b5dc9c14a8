import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { MessagingAlarms } from './messaging-alarms.ts';

const system = synthesisedConstruct(
  (stack) =>
    new MessagingAlarms(stack, 'messaging', {
      prefix: 'gnar-test',
      topicArn: 'arn:topic',
      queues: { product: 'gnar-test-queue' },
      deadLetterQueues: { product: 'gnar-test-queue-dead-letters' },
    }),
);
const alarm = (name: string) => system.one('aws_cloudwatch_metric_alarm', name).arguments;

describe('the alarms of messaging', () => {
  it('ring when a message waits for more than five minutes', () => {
    expect(alarm('queue-age-product')).toMatchObject({
      metric_name: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: 'gnar-test-queue' },
      threshold: 300,
    });
  });

  it('ring at the first dead letter', () => {
    expect(alarm('dead-letters-product')).toMatchObject({
      metric_name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'gnar-test-queue-dead-letters' },
      threshold: 0,
      evaluation_periods: 1,
    });
  });

  it('ring where AWS begins to review a sender', () => {
    expect(alarm('bounce-rate')).toMatchObject({ metric_name: 'Reputation.BounceRate', threshold: 0.05 });
    expect(alarm('complaint-rate')).toMatchObject({
      metric_name: 'Reputation.ComplaintRate',
      threshold: 0.001,
    });
  });
});
