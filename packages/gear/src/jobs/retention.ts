import type { Clock } from '../clock/clock.ts';
import { deleteInBatches } from '../database/delete-in-batches.ts';
import type { Schedule } from './scheduler.ts';

const abandonedAfterDays = 7;

/** Removes what has expired in gear's tables: sessions at their absolute end, and jobs that nothing will run any more. */
export function gearRetention(clock: Clock): Schedule {
  return {
    name: 'gear-retention',
    cron: '23 * * * *',
    handler: async ({ database, log, signal }) => {
      const now = clock.now();
      const abandoned = new Date(now.getTime() - abandonedAfterDays * 86_400_000);
      const sessions = await deleteInBatches(
        database,
        { table: 'sessions', key: 'sid', condition: 'expires_at < $1', values: [now] },
        signal,
      );
      // Parked for a week, or due for a week without a service that has a handler: they hold personal data.
      const condition = 'least(dead_at, available_at) < $1';
      const jobs = await deleteInBatches(
        database,
        { table: 'outbox', key: 'id', condition, values: [abandoned] },
        signal,
      );
      if (jobs > 0) log.error({ jobs }, 'parked jobs were deleted after 7 days');
      log.info({ sessions, jobs }, 'expired rows of gear were deleted');
    },
  };
}
