import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import type { GearMetrics } from '../metrics/metrics.ts';
import type { Outbox } from '../jobs/outbox.ts';
import { type OutboxHandlers, OutboxRelay } from '../jobs/outbox-relay.ts';
import { type QueuePoll, QueuePoller } from '../queues/queue-poller.ts';
import type { Queues } from '../queues/queues.ts';

interface BackgroundWorkOptions {
  log: Logger;
  metrics: GearMetrics;
}

interface RelayParts {
  database: Database;
  outbox: Outbox;
  handlers: OutboxHandlers;
  leaseSeconds: number;
}

/** What an app does beside answering requests: polling queues and delivering the outbox. */
export class BackgroundWork {
  readonly #options: BackgroundWorkOptions;
  readonly #work: { start(): void; stop(): Promise<void> }[] = [];

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
  }

  poll(queues: Queues, polls: readonly QueuePoll[]): void {
    const { log, metrics } = this.#options;
    for (const poll of polls) {
      for (const queue of [poll.queue].flat()) {
        const poller = new QueuePoller({
          queues,
          queue,
          poll,
          log,
          onOutcome: (name, outcome) => metrics.message(name, outcome),
          onPoll: (name, outcome) => metrics.poll(name, outcome),
        });
        metrics.expectPolls(queue);
        this.#work.push(poller);
      }
    }
  }

  relay({ database, outbox, handlers, leaseSeconds }: RelayParts): void {
    const { log, metrics } = this.#options;
    const relay = new OutboxRelay({
      database,
      handlers,
      leaseSeconds,
      log,
      onOutcome: (kind, outcome) => metrics.outbox(kind, outcome),
    });
    metrics.watchOutbox(() => outbox.backlog(database));
    outbox.onAdded(() => relay.wake());
    this.#work.push(relay);
  }

  /** Once the app listens: what the first poll loads (the SDK of SQS) would keep requests waiting. */
  start(): void {
    for (const work of this.#work) work.start();
  }

  /** Takes nothing new and waits for what is in hand. */
  async stop(): Promise<void> {
    await Promise.all(this.#work.splice(0).map((work) => work.stop()));
  }
}
