import type { JobHandlers } from '../jobs/job-handlers.ts';
import { JobRelay } from '../jobs/job-relay.ts';
import { gearRetention } from '../jobs/retention.ts';
import type { Schedule } from '../jobs/scheduler.ts';
import { type QueuePoll, QueuePoller } from '../queues/queue-poller.ts';
import type { EveryPart } from './app-parts.ts';
import { PartOffError } from './part-off-error.ts';
import type { AppContext } from './preconfigure.ts';

type WorkParts = Partial<Pick<EveryPart, 'database' | 'jobs' | 'queues'>>;

/** What an app does beside answering requests: polling queues, running jobs and schedules. */
export class BackgroundWork {
  readonly #context: AppContext;
  readonly #parts: WorkParts;
  readonly #work: { start(): void; stop(): Promise<void> }[] = [];

  constructor(context: AppContext, parts: WorkParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** @throws PartOffError */
  poll(polls: readonly QueuePoll[]): void {
    const { log, metrics, tracing } = this.#context;
    const { queues } = this.#parts;
    if (polls.length === 0) return;
    if (queues === undefined)
      throw new PartOffError(
        'queues',
        'put gearSchema({ sqs: true }) into its config, or set SQS_REGION_NAME',
      );
    for (const poll of polls) {
      for (const queue of [poll.queue].flat()) {
        const poller = new QueuePoller({
          queues,
          queue,
          poll,
          log,
          tracing,
          onOutcome: (name, outcome) => metrics.message(name, outcome),
          onPoll: (name, outcome) => metrics.poll(name, outcome),
        });
        metrics.expectPolls(queue);
        this.#work.push(poller);
      }
    }
  }

  /** Jobs and schedules, and with them gear's own. @throws PartOffError */
  async runJobs(handlers: JobHandlers = {}, ownSchedules: readonly Schedule[] = []): Promise<void> {
    const { log, metrics, config, clock, tracing } = this.#context;
    const { database, jobs } = this.#parts;
    if (database === undefined || jobs === undefined)
      throw new PartOffError(
        'jobs',
        'it needs the database: put gearSchema({ database: true }) into its config, or remove noDb',
      );
    // Loaded on first use: cron expressions.
    const { scheduleHandlers, Scheduler } = await import('../jobs/scheduler.ts');
    const schedules = [gearRetention(clock), ...ownSchedules];
    const relay = new JobRelay({
      database,
      handlers: { ...handlers, ...scheduleHandlers(schedules) },
      leaseSeconds: config.outboxLeaseSeconds,
      log,
      tracing,
      onOutcome: (kind, outcome) => metrics.outbox(kind, outcome),
    });
    const wake = () => relay.wake();
    metrics.watchOutbox(() => jobs.backlog(database));
    jobs.onAdded(wake);
    this.#work.push(relay, new Scheduler({ database, schedules, log, onAdded: wake }));
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
