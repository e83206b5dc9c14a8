import type { Clock } from '@gnar/gear/clock';
import { deleteInBatches, type Database } from '@gnar/gear/database';
import type { Schedule } from '@gnar/gear/jobs';
import type { Logger } from '@gnar/gear/logging';

interface RetentionPeriods {
  readonly auditDays: number;
  readonly pendingAccountDays: number;
}

export interface RetentionOptions extends RetentionPeriods {
  readonly database: Pick<Database, 'run'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
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

const DAY_MS = 86_400_000;

/** The job that removes rows of piste's tables every hour; those of gear's tables gear removes itself. */
export function retentionSchedule({ clock, ...periods }: RetentionPeriods & { clock: Clock }): Schedule {
  return {
    name: 'piste-retention',
    cron: '7 * * * *',
    handler: ({ database, log, signal }) => removeOutdated({ database, clock, log, ...periods }, signal),
  };
}

/**
 * Removes what has outlived its use, a batch at a time; a kind that fails does not keep the others.
 *
 * @throws AggregateError for the kinds that failed, after all of them
 */
export async function removeOutdated(options: RetentionOptions, signal?: AbortSignal): Promise<void> {
  const { database, clock, log } = options;
  const now = clock.now().getTime();
  const removed: Record<string, number> = {};
  const errors: unknown[] = [];
  for (const { kind, olderThanDays, ...rows } of outdated(options)) {
    if (signal?.aborted) break;
    try {
      const before = new Date(now - olderThanDays * DAY_MS);
      removed[kind] = await deleteInBatches(database, { ...rows, values: [before] }, signal);
    } catch (error) {
      errors.push(error);
      log.warn({ err: error, kind }, 'outdated rows were not removed');
    }
  }
  log.info({ removed }, 'outdated rows were removed');
  if (errors.length > 0) throw new AggregateError(errors, 'Outdated rows were not removed.');
}

function outdated({ auditDays, pendingAccountDays }: RetentionPeriods): readonly Outdated[] {
  const pending = `status = 'pending' AND created_at < $1
    AND NOT EXISTS (SELECT FROM links WHERE links.user_id = users.id)`;
  return [
    { kind: 'links', table: 'links', key: 'id_hash', condition: 'expires_at < $1', olderThanDays: 1 },
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
