import type { Clock, Database, Logger } from '@gnar/gear';

export interface RetentionOptions {
  readonly database: Pick<Database, 'run'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly auditDays: number;
  readonly pendingAccountDays: number;
}

const OUTBOX_DAYS = 7;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Removes what nobody needs any more. Any number of replicas may do it; each removes what the others left. */
export async function removeOutdated(options: RetentionOptions): Promise<void> {
  const { database, clock, log, auditDays, pendingAccountDays } = options;
  const now = clock.now();
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const removed = {
    // Their handlers have tried for days: what is still there can never be delivered, and holds an address.
    undeliverable: await database.run('DELETE FROM outbox WHERE created_at < $1', [daysAgo(OUTBOX_DAYS)]),
    links: await database.run('DELETE FROM links WHERE expires_at < $1', [daysAgo(1)]),
    sessions: await database.run('DELETE FROM sessions WHERE expires_at < $1', [now]),
    audit: await database.run('DELETE FROM audit WHERE at < $1', [daysAgo(auditDays)]),
    pendingAccounts: await database.run(
      `DELETE FROM users WHERE status = 'pending' AND created_at < $1
         AND NOT EXISTS (SELECT 1 FROM links WHERE links.user_id = users.id)`,
      [daysAgo(pendingAccountDays)],
    ),
  };
  if (removed.undeliverable > 0) log.error({ removed }, 'undeliverable items of the outbox were given up');
  else log.info({ removed }, 'outdated rows were removed');
}

/** Removes what is outdated now and every hour. @returns how to stop it; the stop waits for the round in hand. */
export function keepTidy(options: RetentionOptions): () => Promise<void> {
  const round = async () => {
    try {
      await removeOutdated(options);
    } catch (error) {
      options.log.warn({ err: error }, 'outdated rows were not removed; the next hour tries again');
    }
  };
  let inHand = round();
  const timer = setInterval(() => {
    inHand = round();
  }, HOUR_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await inHand;
  };
}
