import { Cron } from 'croner';
import type { Database, Transaction } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import { Loop } from '../loop/loop.ts';
import type { JobContext, JobHandlers } from './job-handlers.ts';

/** Work that comes back at times of the clock, done by one replica each time. */
export interface Schedule {
  /** Of all services that share the database. */
  readonly name: string;
  /** Cron expression in UTC, `minute hour day month weekday`; with six fields seconds come first. */
  readonly cron: string;
  readonly handler: (context: JobContext) => Promise<void>;
}

interface SchedulerOptions {
  database: Database;
  schedules: readonly Schedule[];
  log: Logger;
  /** Called after a job was added. */
  onAdded: () => void;
}

const longestPauseSeconds = 60;
const longestRetryPauseMs = 8_000;
/** How long a run may take. */
const leaseSeconds = 900;
/** The next run begins anew, so a run that keeps failing is parked soon. */
const attempts = 5;

// Another expression counts from now; the same one keeps what it missed.
const register = `insert into schedules (name, cron, next_at) values ($1, $2, coalesce($3::timestamptz, 'infinity'))
  on conflict (name) do update set cron = excluded.cron, next_at = excluded.next_at
   where schedules.cron <> excluded.cron`;
const claimDue = `select name from schedules where name = any($1) and next_at <= now() order by name for update skip locked`;
// An expression with a year may have no next time.
const advance = `update schedules set next_at = coalesce($2::timestamptz, 'infinity') where name = $1`;
const secondsToNext = `select extract(epoch from min(next_at) - now())::float8 as seconds from schedules where name = any($1)`;
// Runs do not overlap, and a new one takes the place of one that was parked.
const addRun = `with parked as (delete from outbox where kind = $1 and dead_at is not null)
  insert into outbox (kind, payload) select $1, '{}'
   where not exists (select from outbox where kind = $1 and dead_at is null)`;

/** The handlers of the jobs that schedules add. */
export function scheduleHandlers(schedules: readonly Schedule[]): JobHandlers {
  return Object.fromEntries(
    schedules.map(({ name, handler }) => [
      kindOf(name),
      { handler: (_, context) => handler(context), attempts, leaseSeconds },
    ]),
  );
}

/**
 * Adds a job when a schedule is due. The row of the schedule is locked while the next time is written, so of many replicas one
 * adds it; a time that passed while none was running is made up for by one run.
 */
export class Scheduler extends Loop {
  readonly #options: SchedulerOptions;
  readonly #crons: ReadonlyMap<string, Cron>;
  #isRegistered = false;

  /** @throws Error that names a schedule whose cron expression is invalid, or which is there twice */
  constructor(options: SchedulerOptions) {
    super(longestRetryPauseMs);
    this.#options = options;
    this.#crons = new Map(options.schedules.map(({ name, cron }) => [name, parseCron(name, cron)]));
    if (this.#crons.size < options.schedules.length) {
      const names = options.schedules.map(({ name }) => name).toSorted();
      throw new Error(`Two schedules have the same name; the names are: ${names.join(', ')}.`);
    }
  }

  protected async round(): Promise<number> {
    if (!this.#isRegistered) await this.#register();
    this.#isRegistered = true;
    return (await this.#addDue()) * 1_000;
  }

  protected onFailure(error: unknown, failures: number): void {
    if (failures === 1) this.#options.log.warn({ err: error }, 'schedules cannot be read, trying again');
  }

  async #register(): Promise<void> {
    const { database, schedules } = this.#options;
    await database.transaction(async (tx) => {
      const now = await timeOf(tx);
      for (const { name, cron } of schedules) await tx.run(register, [name, cron, this.#next(name, now)]);
    });
  }

  /** @returns how long nothing will be due, in seconds */
  async #addDue(): Promise<number> {
    const { database, onAdded } = this.#options;
    const names = [...this.#crons.keys()];
    await database.transaction(async (tx) => {
      const due = await tx.all<{ name: string }>(claimDue, [names]);
      if (due.length === 0) return;
      const now = await timeOf(tx);
      for (const { name } of due) {
        await tx.run(advance, [name, this.#next(name, now)]);
        await tx.run(addRun, [kindOf(name)]);
      }
      tx.afterCommit(onAdded);
    });
    const row = await database.one<{ seconds: number | null }>(secondsToNext, [names]);
    // Less than a second: another replica is adding it at this moment.
    return Math.min(longestPauseSeconds, Math.max(row?.seconds ?? longestPauseSeconds, 1));
  }

  #next(name: string, after: Date): Date | undefined {
    return this.#crons.get(name)?.nextRun(after) ?? undefined;
  }
}

const kindOf = (name: string) => `schedule:${name}`;

/** The times of a cron expression, in UTC. @throws Error that names the schedule */
export function parseCron(name: string, expression: string): Cron {
  let cron: Cron;
  try {
    // A time zone's name would be looked up in Intl: 9 MB and 20 ms for what is no offset at all.
    cron = new Cron(expression, { paused: true, utcOffset: 0 });
  } catch (error) {
    throw new Error(`The cron expression "${expression}" of the schedule ${name} is invalid.`, {
      cause: error,
    });
  }
  if (cron.nextRun() === null)
    throw new Error(`The cron expression "${expression}" of the schedule ${name} matches no time to come.`);
  return cron;
}

/** Of Postgres: the clocks of replicas differ. */
async function timeOf(tx: Transaction): Promise<Date> {
  const row = await tx.one<{ now: Date }>('select now() as now');
  return row?.now ?? new Date();
}
