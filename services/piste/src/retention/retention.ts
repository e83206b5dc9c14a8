import type { Clock } from '@gnar/gear/clock';
import type { Database } from '@gnar/gear/database';
import type { Logger } from '@gnar/gear/logging';

export interface RetentionOptions {
  readonly database: Pick<Database, 'run'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly auditDays: number;
  readonly pendingAccountDays: number;
  /** Default: an hour. */
  readonly everyMs?: number;
}

/** Rows that are removed because of their age. */
interface Outdated {
  readonly kind: string;
  readonly table: string;
  readonly key: string;
  /** Of rows that are too old: $1 is the time up to which they are. */
  readonly condition: string;
  readonly olderThanDays: number;
}

const OUTBOX_DAYS = 7;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Few enough for the statement's time-out on a slow disk, with what is removed by cascade. */
const BATCH_ROWS = 5_000;

function outdated({ auditDays, pendingAccountDays }: RetentionOptions): readonly Outdated[] {
  const created = 'created_at < $1';
  const expired = 'expires_at < $1';
  const pending = `status = 'pending' AND ${created}
    AND NOT EXISTS (SELECT FROM links WHERE links.user_id = users.id)`;
  return [
    // Their handlers have tried for days: what is still there can never be delivered, and holds an address.
    { kind: 'undeliverable', table: 'outbox', key: 'id', condition: created, olderThanDays: OUTBOX_DAYS },
    { kind: 'links', table: 'links', key: 'id_hash', condition: expired, olderThanDays: 1 },
    { kind: 'sessions', table: 'sessions', key: 'sid', condition: expired, olderThanDays: 0 },
    { kind: 'audit', table: 'audit', key: 'id', condition: 'at < $1', olderThanDays: auditDays },
    {
      kind: 'pendingAccounts',
      table: 'users',
      key: 'id',
      condition: pending,
      olderThanDays: pendingAccountDays,
    },
  ];
}

/**
 * Removes what has outlived its use, a batch at a time; a kind that fails does not keep the others. Any number of
 * replicas may do it: each passes over the rows that another has in hand.
 */
export async function removeOutdated(options: RetentionOptions, signal?: AbortSignal): Promise<void> {
  const { clock, log } = options;
  const now = clock.now().getTime();
  const removed: Record<string, number> = {};
  for (const rows of outdated(options)) {
    if (signal?.aborted) break;
    try {
      const before = new Date(now - rows.olderThanDays * DAY_MS);
      removed[rows.kind] = await removeInBatches(options, rows, before, signal);
    } catch (error) {
      log.warn({ err: error, kind: rows.kind }, 'outdated rows were not removed; the next hour tries again');
    }
  }
  if (removed['undeliverable']) log.error({ removed }, 'undeliverable items of the outbox were given up');
  else log.info({ removed }, 'outdated rows were removed');
}

async function removeInBatches(
  { database }: RetentionOptions,
  { table, key, condition }: Outdated,
  before: Date,
  signal: AbortSignal | undefined,
): Promise<number> {
  const removeBatch = `DELETE FROM ${table} WHERE ${key} IN (
    SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED)`;
  let removed = 0;
  for (;;) {
    const batch = await database.run(removeBatch, [before, BATCH_ROWS]);
    removed += batch;
    if (batch < BATCH_ROWS || signal?.aborted) return removed;
  }
}

/** Removes what is outdated now and every hour. @returns how to stop it; the stop waits for the batch in hand. */
export function keepTidy(options: RetentionOptions): () => Promise<void> {
  const stopping = new AbortController();
  let inHand = removeOutdated(options, stopping.signal);
  const timer = setInterval(() => {
    inHand = inHand.then(() => removeOutdated(options, stopping.signal));
  }, options.everyMs ?? HOUR_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await inHand;
  };
}
