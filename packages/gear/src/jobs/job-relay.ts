import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import { redactText } from '../logging/redact.ts';
import { backoffMs } from '../loop/backoff.ts';
import { Loop } from '../loop/loop.ts';
import type { ActiveSpan } from '../tracing/span.ts';
import type { CarriedContext, Tracing } from '../tracing/tracing.ts';
import {
  type ClaimGroup,
  claimGroups,
  type JobHandlers,
  type JobOptions,
  optionsByKind,
} from './job-handlers.ts';
import type { JsonObject } from './jobs.ts';

export type JobOutcome = 'delivered' | 'failed' | 'parked';

interface JobRelayOptions {
  database: Database;
  handlers: JobHandlers;
  log: Logger;
  tracing: Tracing;
  onOutcome?: (kind: string, outcome: JobOutcome) => void;
  /** Lease: how long a claimed job stays with the relay that claimed it. Seconds. */
  leaseSeconds: number;
  pollMs?: number;
}

/** `attempts` never falls, `tries` begins anew when an operator lets a parked job start over. */
type JobRow = {
  id: string;
  kind: string;
  payload: JsonObject;
  attempts: number;
  tries: number;
  /** Null in jobs that no request or job added. */
  carried: CarriedContext | null;
  /** How many were due when it was claimed, those that a newer one of their unique key replaced included. */
  due: number;
};

/** Jobs that run at the same time, at most; each is claimed only when it can be begun. */
const mostHands = 16;
/** Connections that are none of the jobs': for the relay's own two statements, and two at least for requests. */
const otherConnections = 4;
const longestRetryMs = 300_000;
/** While Postgres does not answer. */
const longestPauseMs = 8_000;
const alarmAtAttempt = 10;

// Of one unique key: what is older than a job that begins must not be tried again after it. One statement for both: should
// the deletion fail, nothing is claimed. What is older was claimed before the newer was added, so a snapshot that shows the
// newer shows it too.
const claimRows = {
  name: 'gear-job-claim',
  text: `with due as materialized (
           select id, kind, coalesce(unique_key, begun_key) as key from outbox
            where kind = any($1) and available_at <= now() order by available_at limit $3 for update skip locked),
         replaced as (
           delete from outbox as older using due
            where older.kind = due.kind and older.begun_key = due.key and older.id < due.id)
         update outbox set attempts = attempts + 1, unique_key = null, begun_key = due.key,
                available_at = now() + make_interval(secs => ($2::float8[])[array_position($1::text[], outbox.kind)])
           from due
          where outbox.id = due.id and not exists (
                select from due as newer where newer.kind = due.kind and newer.key = due.key and newer.id > due.id)
      returning outbox.id, outbox.kind, payload, attempts, attempts - forgiven_attempts as tries, carried,
                (select count(*)::int from due) as due`,
};
// The count of attempts acts as a fencing token: a relay whose lease has expired must not touch a row that another has claimed.
const deleteRows = {
  name: 'gear-job-delete',
  text: `delete from outbox using unnest($1::uuid[], $2::int[]) as done(id, attempts)
          where outbox.id = done.id and outbox.attempts = done.attempts`,
};
const postponeRow = {
  name: 'gear-job-postpone',
  text: `update outbox set available_at = coalesce(now() + make_interval(secs => $3::float8), 'infinity'),
                dead_at = case when $3::float8 is null then now() end, last_error = $4
          where id = $1 and attempts = $2`,
};

/**
 * Runs jobs at least once. A row is leased, not locked: when the process dies, another relay claims the row as soon as the
 * lease has expired. Any number of replicas may run one.
 */
export class JobRelay extends Loop {
  readonly #options: JobRelayOptions;
  readonly #kinds: ReadonlyMap<string, Required<JobOptions>>;
  readonly #groups: ClaimGroup[];
  readonly #hands: number;
  readonly #inHand = new Map<Promise<void>, string>();
  #done: JobRow[] = [];
  #removal: Promise<void> = Promise.resolve();

  constructor(options: JobRelayOptions) {
    super(longestPauseMs);
    this.#options = options;
    this.#kinds = optionsByKind(options.handlers, options.leaseSeconds);
    this.#groups = claimGroups(this.#kinds);
    this.#hands = Math.max(1, Math.min(mostHands, options.database.maxConnections - otherConnections));
  }

  /** Claims no more jobs and waits for those in hand. */
  override async stop(): Promise<void> {
    await super.stop();
    await Promise.all(this.#inHand.keys());
  }

  protected async round(): Promise<number> {
    while (this.#inHand.size > this.#hands / 2) await Promise.race(this.#inHand.keys());
    return (await this.#takeInHand()) ? 0 : (this.#options.pollMs ?? 1_000);
  }

  protected onFailure(error: unknown, failures: number): void {
    if (failures === 1) this.#options.log.warn({ err: error }, 'jobs cannot be read, trying again');
  }

  /** @returns whether there may be more that is due and can be begun. */
  async #takeInHand(): Promise<boolean> {
    // Another group comes first each time, so that none keeps every hand from the others.
    const [first, ...others] = this.#groups;
    if (first !== undefined) this.#groups.splice(0, Infinity, ...others, first);
    let isMore = false;
    for (const group of [...this.#groups]) if (await this.#takeOf(group)) isMore = true;
    return isMore;
  }

  async #takeOf({ kinds, leases, concurrency }: ClaimGroup): Promise<boolean> {
    const running = concurrency === Infinity ? 0 : this.#countOf(kinds[0]);
    const free = Math.min(this.#hands - this.#inHand.size, concurrency - running);
    if (free <= 0 || this.stopping.aborted) return false;
    const rows = await this.#options.database.all<JobRow>(claimRows, [kinds, leases, free]);
    for (const row of rows) {
      const work = this.#enter(row).catch((error: unknown) => {
        const line = 'a job could not be marked as done and will run again';
        this.#options.log.warn({ err: error, jobId: row.id, kind: row.kind }, line);
      });
      this.#inHand.set(work, row.kind);
      void work.then(() => {
        this.#inHand.delete(work);
        if (concurrency !== Infinity) this.wake();
      });
    }
    return rows[0]?.due === free;
  }

  #countOf(kind: string | undefined): number {
    return [...this.#inHand.values()].filter((other) => other === kind).length;
  }

  #enter(row: JobRow): Promise<void> {
    const { id, kind, carried } = row;
    const span = { name: `job ${kind}`, kind: 'consumer' } as const;
    return this.#options.tracing.enter(carried ?? { requestId: id }, span, (active) =>
      this.#work(row, active),
    );
  }

  async #work(row: JobRow, span: ActiveSpan): Promise<void> {
    const { database, log, onOutcome } = this.#options;
    const { id, kind, attempts, tries } = row;
    const options = this.#kinds.get(kind);
    try {
      // Attempts whose process died have told nothing: they count when the next one begins.
      if (tries > (options?.attempts ?? 0))
        throw new Error('the process of each attempt died, or its lease expired');
      const context = { id, attempt: attempts, log, database, signal: this.stopping };
      await options?.handler(row.payload, context);
    } catch (error) {
      span.fail(error);
      await this.#postpone(row, error);
      return;
    }
    onOutcome?.(kind, 'delivered');
    await this.#remove(row);
  }

  /** One statement at a time: what is done while it runs goes with the next one. */
  #remove(row: JobRow): Promise<void> {
    const removeAll = async () => {
      const rows = this.#done;
      this.#done = [];
      const columns = [rows.map(({ id }) => id), rows.map(({ attempts }) => attempts)];
      await this.#options.database.run(deleteRows, columns);
    };
    if (this.#done.push(row) === 1) this.#removal = this.#removal.then(removeAll, removeAll);
    return this.#removal;
  }

  async #postpone({ id, kind, attempts, tries }: JobRow, error: unknown): Promise<void> {
    const { database, log, onOutcome } = this.#options;
    const isLast = tries >= (this.#kinds.get(kind)?.attempts ?? 0);
    onOutcome?.(kind, isLast ? 'parked' : 'failed');
    const level = isLast || attempts === alarmAtAttempt ? 'error' : 'warn';
    const line = isLast
      ? 'a job failed for the last time and is parked'
      : 'a job failed and will be tried again';
    log[level]({ err: error, jobId: id, kind, attempt: attempts }, line);
    await database.run(postponeRow, [
      id,
      attempts,
      isLast ? null : backoffMs(tries, 1_000, longestRetryMs) / 1_000,
      errorText(error),
    ]);
  }
}

function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return redactText(text).slice(0, 500);
}
