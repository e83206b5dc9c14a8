import type { Clock } from '../clock/clock.ts';
import type { Queryable } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';

const touchEveryMs = 60_000;
const flushEveryMs = 5_000;

interface LastSeenOptions {
  database: Queryable;
  clock: Clock;
  log: Logger;
}

/** Notes when a session was last used: at most once a minute each, in batches, off the request's path. */
export class LastSeen {
  readonly #options: LastSeenOptions;
  readonly #touchedAt = new Map<string, number>();
  #waiting = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LastSeenOptions) {
    this.#options = options;
  }

  touch(sid: string, now: Date): void {
    const last = this.#touchedAt.get(sid);
    const time = now.getTime();
    if (last !== undefined && time - last < touchEveryMs) return;
    this.#touchedAt.set(sid, time);
    this.#waiting.set(sid, now);
    this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref();
  }

  forget(sid: string): void {
    this.#touchedAt.delete(sid);
    this.#waiting.delete(sid);
  }

  /** Writes what waits; a failure is only logged, the next minute brings another. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dropOld();
    const batch = this.#waiting;
    if (batch.size === 0) return;
    this.#waiting = new Map();
    try {
      await this.#options.database.run(
        // A row that is being ended at this moment is passed over: waiting for several rows could deadlock with it.
        `update sessions set last_seen_at = greatest(sessions.last_seen_at, seen.at)
           from unnest($1::uuid[], $2::timestamptz[]) as seen(sid, at)
          where sessions.sid = seen.sid
            and sessions.sid in (select sid from sessions where sid = any($1) for no key update skip locked)`,
        [[...batch.keys()], [...batch.values()]],
      );
    } catch (error) {
      this.#options.log.debug({ err: error }, 'last use of sessions was not noted');
    }
  }

  #dropOld(): void {
    const oldest = this.#options.clock.now().getTime() - touchEveryMs;
    for (const [sid, time] of this.#touchedAt) if (time < oldest) this.#touchedAt.delete(sid);
  }
}
