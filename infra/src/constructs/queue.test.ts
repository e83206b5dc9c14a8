import { describe, expect, it } from '@jest/globals';
import { sqsTimeouts } from '../../../packages/gear/src/aws/requests.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { Queue, type QueueProps } from './queue.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const topic = { arn: 'arn:aws:sns:eu-west-1:111122223333:events', accountId: '111122223333' };
const made = (props: Partial<QueueProps> = {}) =>
  synthesisedConstruct((stack) => new Queue(stack, 'work', { name: 'gnar-test-queue', keyArn, ...props }));

interface Statement {
  readonly sid: string;
  readonly effect?: string;
  readonly actions: readonly string[];
}
const statements = (id: string, props: Partial<QueueProps> = {}): readonly Statement[] =>
  made(props).one('data.aws_iam_policy_document', id).arguments['statement'];

describe('a queue', () => {
  it.each(['work', 'work-dead-letters'])('%s is encrypted with the key of the environment', (id) => {
    expect(made().one('aws_sqs_queue', id).arguments).toMatchObject({
      kms_master_key_id: keyArn,
      kms_data_key_reuse_period_seconds: 300,
    });
  });

  it.each(['work', 'work-dead-letters'])('%s refuses every request without TLS', (id) => {
    expect(statements(id, { topic })).toContainEqual({
      sid: 'NothingUnencrypted',
      effect: 'Deny',
      actions: expect.arrayContaining(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage']),
      resources: [`\${aws_sqs_queue.${id}.arn}`],
      principals: [{ type: 'AWS', identifiers: ['*'] }],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    });
    expect(made().one('aws_sqs_queue_policy', id).arguments).toMatchObject({
      queue_url: `\${aws_sqs_queue.${id}.url}`,
      policy: `\${data.aws_iam_policy_document.${id}.json}`,
    });
  });

  it('has policies that SQS takes: at most seven actions in a statement, none of them a pattern', () => {
    for (const { actions } of [...statements('work', { topic }), ...statements('work-dead-letters')]) {
      expect(actions.length).toBeLessThanOrEqual(7);
      expect(actions.join()).not.toContain('*');
    }
  });

  it('admits no principal by its policy when it has no topic', () => {
    const allowed = [...statements('work'), ...statements('work-dead-letters')].filter(
      ({ effect = 'Allow' }) => effect === 'Allow',
    );
    expect(allowed).toEqual([]);
  });

  it('lets one topic send, of one account, and do nothing else', () => {
    expect(statements('work', { topic }).filter(({ effect = 'Allow' }) => effect === 'Allow')).toEqual([
      {
        sid: 'FromTheTopic',
        actions: ['sqs:SendMessage'],
        resources: ['${aws_sqs_queue.work.arn}'],
        principals: [{ type: 'Service', identifiers: ['sns.amazonaws.com'] }],
        condition: [
          { test: 'ArnEquals', variable: 'aws:SourceArn', values: [topic.arn] },
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [topic.accountId] },
        ],
      },
    ]);
  });

  it('gives a message up after more than one delivery, to its dead letters', () => {
    expect(made().one('aws_sqs_queue', 'work').arguments['redrive_policy']).toBe(
      '${jsonencode({"deadLetterTargetArn" = aws_sqs_queue.work-dead-letters.arn, "maxReceiveCount" = 5})}',
    );
    expect(() => made({ maxReceiveCount: 1 })).toThrow('maxReceiveCount is from 2 to 1000');
  });

  it('has dead letters that take from it alone', () => {
    expect(made().one('aws_sqs_queue_redrive_allow_policy').arguments).toMatchObject({
      queue_url: '${aws_sqs_queue.work-dead-letters.url}',
      redrive_allow_policy:
        '${jsonencode({"redrivePermission" = "byQueue", "sourceQueueArns" = [aws_sqs_queue.work.arn]})}',
    });
  });

  it('keeps dead letters for 14 days, longer than any message waits before', () => {
    const kept = (id: string, props = {}) =>
      made(props).one('aws_sqs_queue', id).arguments['message_retention_seconds'];
    expect(kept('work-dead-letters')).toBe(14 * 86_400);
    expect(kept('work')).toBe(4 * 86_400);
    expect(() => made({ retentionSeconds: 11 * 86_400 })).toThrow('retentionSeconds is from 60 to 864000');
  });

  it('hides a message for longer than its handler and what gear’s poller does after it', () => {
    const request = (sqsTimeouts.connectMs + sqsTimeouts.answerMs) / 1000;
    const visible = (handlerSeconds: number) =>
      made({ handlerSeconds }).one('aws_sqs_queue', 'work').arguments['visibility_timeout_seconds'];
    for (const handler of [1, 60, 900]) {
      expect(visible(handler)).toBeGreaterThanOrEqual(handler + 2 * request);
    }
  });

  it('is long polled, also by who does not ask for it', () => {
    expect(made().one('aws_sqs_queue', 'work').arguments['receive_wait_time_seconds']).toBe(20);
  });

  it.each([
    [{ name: 'x'.repeat(68) }, 'the name is too long'],
    [{ handlerSeconds: 0 }, 'handlerSeconds is from 1 to 43136'],
    [{ handlerSeconds: 43_200 }, 'handlerSeconds is from 1 to 43136'],
    [{ handlerSeconds: 1.5 }, 'handlerSeconds is from 1 to 43136'],
    [{ maxReceiveCount: 1001 }, 'maxReceiveCount is from 2 to 1000'],
    [{ retentionSeconds: 59 }, 'retentionSeconds is from 60 to 864000'],
  ])('refuses %j before synthesis', (props, message) => {
    expect(() => made(props)).toThrow(message);
  });
});
