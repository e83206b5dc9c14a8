import type { Message } from '@aws-sdk/client-sqs';
import type { Logger } from '../logging/logger.ts';
import { Loop } from '../loop/loop.ts';
import type { ActiveSpan } from '../tracing/span.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { carriedBy, type Queues } from './queues.ts';

export interface MessageContext {
  readonly queue: string;
  readonly messageId: string;
  /** How often it was received, this time included. */
  readonly attempt: number;
  readonly log: Logger;
}

/** What to do with the messages of one queue or many. */
export interface QueuePoll {
  queue: string | readonly string[];
  /** The message is deleted when it resolves, unless with false; a throw leaves it to be delivered again. */
  handler: (body: unknown, context: MessageContext) => Promise<void | false>;
  /** Must be longer than the handler takes; absent: the queue's own. */
  visibilityTimeoutSeconds?: number;
  /** Long poll, 0 to 20; default 20. */
  waitSeconds?: number;
  /** Messages handled at the same time, 1 to 10; default 1. */
  concurrency?: number;
}

export type MessageOutcome = 'handled' | 'kept' | 'failed';

interface QueuePollerOptions {
  queues: Pick<Queues, 'receive' | 'delete'>;
  queue: string;
  poll: QueuePoll;
  log: Logger;
  tracing: Tracing;
  onOutcome?: (queue: string, outcome: MessageOutcome) => void;
  /** After each poll: whether the queue answered, be it with nothing. */
  onPoll?: (queue: string, outcome: 'answered' | 'failed') => void;
}

const longestPauseMs = 30_000;

/** Polls one queue until it is stopped; nothing that a handler or SQS does ends it. A stop ends the long poll too. */
export class QueuePoller extends Loop {
  readonly #options: QueuePollerOptions;

  constructor(options: QueuePollerOptions) {
    super(longestPauseMs);
    this.#options = options;
  }

  protected async round(failures: number): Promise<number> {
    const { queues, queue, poll, log, onPoll } = this.#options;
    const messages = await queues.receive(queue, {
      maxMessages: poll.concurrency ?? 1,
      waitSeconds: poll.waitSeconds ?? 20,
      visibilityTimeoutSeconds: poll.visibilityTimeoutSeconds,
      signal: this.stopping,
    });
    if (failures > 0) log.info({ queue }, 'the queue answers again');
    onPoll?.(queue, 'answered');
    await Promise.all(messages.map((message) => this.#receive(message)));
    return 0;
  }

  protected onFailure(error: unknown, failures: number): void {
    const { queue, log, onPoll } = this.#options;
    onPoll?.(queue, 'failed');
    if (failures === 1) log.warn({ err: error, queue }, 'the queue cannot be polled, trying again');
  }

  #receive(message: Message): Promise<void> {
    const { queue, tracing } = this.#options;
    const attributes = { 'messaging.system': 'aws_sqs', 'messaging.destination.name': queue };
    const span = { name: `process ${queue}`, kind: 'consumer', attributes } as const;
    return tracing.enter(carriedBy(message), span, (active) => this.#handle(message, active));
  }

  async #handle(message: Message, span: ActiveSpan): Promise<void> {
    const { queues, queue, poll, log, onOutcome } = this.#options;
    const { MessageId: messageId = '', ReceiptHandle: receipt = '', Body: body = '' } = message;
    const attempt = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    try {
      const parsed: unknown = JSON.parse(body);
      const kept = (await poll.handler(parsed, { queue, messageId, attempt, log })) === false;
      // Only now is its effect durable; a crash before this line means one more delivery.
      if (!kept) await queues.delete(queue, receipt);
      onOutcome?.(queue, kept ? 'kept' : 'handled');
    } catch (error) {
      span.fail(error);
      log.error({ err: error, queue, messageId, attempt }, 'a message was not handled');
      onOutcome?.(queue, 'failed');
    }
  }
}
