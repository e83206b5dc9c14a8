import type { Queryable, Transaction } from '../database/database.ts';
import type { Backlog } from '../metrics/metrics.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Something to be done after a decision, at least once, that must not be lost. */
export interface OutboxItem {
  /** Which handler delivers it. */
  kind: string;
  payload: JsonObject;
  /** Not before so many seconds have passed; default: at once. */
  delaySeconds?: number;
}

const addRow = {
  name: 'gear-outbox-add',
  text: `insert into outbox (kind, payload, available_at)
         values ($1, $2, now() + make_interval(secs => $3))`,
};

// An item that failed is due again later, but has been due since it was made: that is its age. What was never tried and is
// due later was meant to wait.
const countRows = {
  name: 'gear-outbox-backlog',
  text: `select count(*)::int as items,
                coalesce(extract(epoch from now() - min(case when attempts = 0 then available_at else created_at end)), 0)
                  ::float8 as "oldestSeconds"
           from outbox where available_at <= now() or attempts > 0`,
};

/** The transactional outbox: what a request decided to send is a row in the decision's own transaction. */
export class Outbox {
  #wake: () => void = () => undefined;

  /** Adds an item inside the caller's transaction; the relay is woken after the commit of what is due at once. */
  async add(tx: Transaction, { kind, payload, delaySeconds = 0 }: OutboxItem): Promise<void> {
    await tx.run(addRow, [kind, JSON.stringify(payload), delaySeconds]);
    if (delaySeconds === 0) tx.afterCommit(() => this.#wake());
  }

  /** What is due and not delivered. @throws UnavailableError when Postgres is gone */
  async backlog(database: Pick<Queryable, 'one'>): Promise<Backlog> {
    return (await database.one<Backlog>(countRows)) ?? { items: 0, oldestSeconds: 0 };
  }

  /** Whom to wake after a commit: the relay of this process, where there is one. */
  onAdded(wake: () => void): void {
    this.#wake = wake;
  }
}
