import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import { redactText } from '../logging/redact.ts';
import type { JsonObject } from './outbox.ts';

export interface OutboxContext {
  /** Id of the row: the same in every attempt, so a receiver can tell a repetition. */
  readonly id: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly log: Logger;
  readonly database: Database;
}

export type OutboxHandler = (payload: JsonObject, context: OutboxContext) => Promise<void>;
/** One handler per kind. Kinds without a handler are left to another service. */
export type OutboxHandlers = Readonly<Record<string, OutboxHandler>>;

interface OutboxRelayOptions {
  database: Database;
  handlers: OutboxHandlers;
  log: Logger;
  onOutcome?: (kind: string, outcome: 'delivered' | 'failed') => void;
  /** How long a row belongs to whom took it; a handler must be done by then. Seconds. */
  leaseSeconds: number;
  pollMs?: number;
}

type OutboxRow = { id: string; kind: string; payload: JsonObject; attempts: number };

/** Items that are delivered at the same time, at most; each is claimed only when it can be begun. */
const mostHands = 16;
/** Connections that are none of the items': for the relay's own two statements, and two at least for requests. */
const otherConnections = 4;
const longestBackoffSeconds = 300;
const alarmAtAttempt = 10;

const claimRows = {
  name: 'gear-outbox-claim',
  text: `update outbox set attempts = attempts + 1, available_at = now() + make_interval(secs => $2)
          where id in (select id from outbox where kind = any($1) and available_at <= now()
                        order by available_at limit $3 for update skip locked)
      returning id, kind, payload, attempts`,
};
// The count of attempts fences: whom the lease ran out for must not touch a row that somebody else has taken.
const deleteRows = {
  name: 'gear-outbox-delete',
  text: `delete from outbox using unnest($1::uuid[], $2::int[]) as delivered(id, attempts)
          where outbox.id = delivered.id and outbox.attempts = delivered.attempts`,
};
const postponeRow = {
  name: 'gear-outbox-postpone',
  text: `update outbox set available_at = now() + make_interval(secs => $3), last_error = $4
          where id = $1 and attempts = $2`,
};

/**
 * Delivers the outbox's rows at least once. A row is leased, not locked: when the process dies, another takes the row
 * as soon as the lease is over. Any number of replicas may run it.
 */
export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #kinds: readonly string[];
  readonly #hands: number;
  readonly #stopping = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  #wakeUp: (() => void) | undefined;
  #woken = false;
  #loop: Promise<void> | undefined;
  #delivered: OutboxRow[] = [];
  #removal: Promise<void> = Promise.resolve();

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#kinds = Object.keys(options.handlers);
    this.#hands = Math.max(1, Math.min(mostHands, options.database.maxConnections - otherConnections));
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks for rows now instead of at the next poll. */
  wake(): void {
    this.#woken = true;
    this.#wakeUp?.();
  }

  /** Takes no more rows and waits for those in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wakeUp?.();
    await this.#loop;
    await Promise.all(this.#inHand);
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      try {
        const isMore = await this.#takeInHand();
        failures = 0;
        if (!isMore) await this.#pause(this.#options.pollMs ?? 1_000);
        while (this.#inHand.size > this.#hands / 2) await Promise.race(this.#inHand);
      } catch (error) {
        failures += 1;
        if (failures === 1) this.#options.log.warn({ err: error }, 'the outbox cannot be read, trying again');
        await this.#pause(backoffSeconds(Math.min(failures, 4)) * 1_000);
      }
    }
  }

  /** @returns whether there may be more that is due. */
  async #takeInHand(): Promise<boolean> {
    const { database, leaseSeconds } = this.#options;
    const free = this.#hands - this.#inHand.size;
    const rows = await database.all<OutboxRow>(claimRows, [this.#kinds, leaseSeconds, free]);
    for (const row of rows) {
      const delivery = this.#deliver(row).catch((error: unknown) => {
        const line = 'an item of the outbox could not be marked as done and will be delivered again';
        this.#options.log.warn({ err: error, outboxId: row.id, kind: row.kind }, line);
      });
      this.#inHand.add(delivery);
      void delivery.then(() => this.#inHand.delete(delivery));
    }
    return rows.length === free;
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const { database, handlers, log, onOutcome } = this.#options;
    const { id, kind, attempts } = row;
    try {
      await handlers[kind]?.(row.payload, { id, attempt: attempts, log, database });
    } catch (error) {
      onOutcome?.(kind, 'failed');
      await this.#postpone(row, error);
      return;
    }
    onOutcome?.(kind, 'delivered');
    await this.#remove(row);
  }

  /** One statement at a time: what is delivered while it runs goes with the next one. */
  #remove(row: OutboxRow): Promise<void> {
    const removeAll = async () => {
      const rows = this.#delivered;
      this.#delivered = [];
      const columns = [rows.map(({ id }) => id), rows.map(({ attempts }) => attempts)];
      await this.#options.database.run(deleteRows, columns);
    };
    if (this.#delivered.push(row) === 1) this.#removal = this.#removal.then(removeAll, removeAll);
    return this.#removal;
  }

  async #postpone({ id, kind, attempts }: OutboxRow, error: unknown): Promise<void> {
    const { database, log } = this.#options;
    const level = attempts === alarmAtAttempt ? 'error' : 'warn';
    log[level](
      { err: error, outboxId: id, kind, attempt: attempts },
      'an item of the outbox was not delivered',
    );
    await database.run(postponeRow, [id, attempts, backoffSeconds(attempts), errorText(error)]);
  }

  async #pause(ms: number): Promise<void> {
    if (this.#woken || this.#stopping.signal.aborted) return;
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
    await Promise.race([woken, sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    this.#wakeUp = undefined;
    timer.abort();
  }
}

/** 1 s, 2 s, 4 s … 5 min, less up to half by chance so that failures do not march in step. */
export function backoffSeconds(attempt: number): number {
  return Math.min(longestBackoffSeconds, 2 ** Math.min(attempt - 1, 20)) * (0.5 + Math.random() / 2);
}

function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return redactText(text).slice(0, 500);
}
