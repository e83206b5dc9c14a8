import type { Queryable, Transaction } from '../database/database.ts';
import type { Backlog } from '../metrics/metrics.ts';
import type { Tracing } from '../tracing/tracing.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Something to be done after a decision, at least once, that must not be lost. */
export interface Job {
  /** Which handler runs it. */
  kind: string;
  payload: JsonObject;
  /** Not before so many seconds have passed; default: at once. */
  delaySeconds?: number;
  /**
   * At most one job of the kind waits under this key: adding it again gives that one the new payload and the earlier of
   * the two times. A job that has begun is no longer waiting, so each add is followed by a run that began after its commit.
   * From then on no older job of the key is tried again; an attempt that had begun before may still be under way.
   */
  uniqueKey?: string;
}

// A conflict locks the waiting row until the caller's commit: a relay passes over it and cannot run it on older data.
const addRow = {
  name: 'gear-job-add',
  text: `insert into outbox (kind, payload, available_at, unique_key, carried)
         values ($1, $2, now() + make_interval(secs => $3), $4, $5)
         on conflict (kind, unique_key) where unique_key is not null do update
            set payload = excluded.payload, carried = excluded.carried,
                available_at = least(outbox.available_at, excluded.available_at)`,
};

// A job that failed is due again later, but has been due since it was made: that is its age. What was never tried and is
// due later was meant to wait.
const countRows = {
  name: 'gear-job-backlog',
  text: `select count(*) filter (where dead_at is null)::int as items,
                coalesce(extract(epoch from now() - min(case when attempts = 0 then available_at else created_at end)
                  filter (where dead_at is null)), 0)::float8 as "oldestSeconds",
                count(dead_at)::int as parked
           from outbox where available_at <= now() or attempts > 0`,
};

/** Background work: what a request decided to do later is a row (table `outbox`) in the decision's own transaction. */
export class Jobs {
  readonly #tracing: Tracing;
  #wake: () => void = () => undefined;

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** Adds a job inside the caller's transaction; the relay is woken after the commit of what is due at once. */
  async add(tx: Transaction, { kind, payload, delaySeconds = 0, uniqueKey }: Job): Promise<void> {
    const { carried } = this.#tracing;
    const context = carried === undefined ? null : JSON.stringify(carried);
    await tx.run(addRow, [kind, JSON.stringify(payload), delaySeconds, uniqueKey ?? null, context]);
    if (delaySeconds === 0) tx.afterCommit(() => this.#wake());
  }

  /** What is due and not done, and what is parked. @throws UnavailableError when Postgres is gone */
  async backlog(database: Pick<Queryable, 'one'>): Promise<Backlog> {
    return (await database.one<Backlog>(countRows)) ?? { items: 0, oldestSeconds: 0, parked: 0 };
  }

  /** What to wake after a commit: the relay of this process, where there is one. */
  onAdded(wake: () => void): void {
    this.#wake = wake;
  }
}
