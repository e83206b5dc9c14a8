import type { Database, Queryable } from '../database/database.ts';

export interface ParkedJob {
  readonly id: string;
  readonly kind: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly parkedAt: Date;
}

/** What a job that was parked holds is not listed: it may be personal data. */
export function parkedJobs(database: Pick<Queryable, 'all'>): Promise<ParkedJob[]> {
  return database.all<ParkedJob>(
    `select id, kind, attempts, last_error as "lastError", dead_at as "parkedAt"
       from outbox where dead_at is not null order by dead_at`,
  );
}

/** Lets a parked job start over, due now and with all its attempts; without an id all of them. @returns how many */
export function retryJobs(database: Pick<Database, 'run'>, id?: string): Promise<number> {
  return database.run(
    `update outbox set dead_at = null, available_at = now(), forgiven_attempts = attempts
      where dead_at is not null and ($1::uuid is null or id = $1)`,
    [id ?? null],
  );
}

/** Deletes a parked job. @returns whether there was one */
export async function discardJob(database: Pick<Database, 'run'>, id: string): Promise<boolean> {
  return (await database.run('delete from outbox where dead_at is not null and id = $1', [id])) > 0;
}
