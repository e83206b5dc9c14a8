import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Database, Queryable, Transaction } from '../database/database.ts';
import { UnauthorizedError } from '../errors/errors.ts';
import type { Jwt, TokenIdentity } from '../jwt/jwt.ts';
import type { Logger } from '../logging/logger.ts';
import { LastSeen } from './last-seen.ts';
import type { Session } from './session.ts';
import type { SessionCache } from './session-cache.ts';

export type { Session };

/** A session and its owner. */
export type SessionName = Pick<Session, 'userId' | 'sid'>;

export interface NewSession {
  userId: string;
  ip: string;
  /** How the owner recognises it, e.g. `Firefox on Linux`. */
  device: string | null;
}

export interface OpenedSession {
  session: Session;
  /** Value of the Authorization header: `Bearer …`. */
  authorization: string;
}

export interface SessionRow {
  readonly sid: string;
  readonly device: string | null;
  readonly ip: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

interface SessionsOptions {
  database: Database;
  /** Absent: every check asks the database. */
  cache: SessionCache | undefined;
  jwt: Jwt;
  maxHours: number;
  maxPerAccount: number;
  clock: Clock;
  log: Logger;
}

// How long a proof of identity counts as recent.
const stepUpMinutes = 15;

const selectSession = {
  name: 'gear-session-check',
  text: 'select user_id as "userId", expires_at as "expiresAt" from sessions where sid = $1',
};

// The new row is not in the snapshot of the others.
const openSession = {
  name: 'gear-session-open',
  text: `with opened as (
           insert into sessions
             (sid, user_id, device, ip, created_at, last_seen_at, authenticated_at, stepped_up_at, expires_at)
           values ($1, $2, $3, $4, $5, $5, $5, $5, $6)
         )
         delete from sessions where sid in (
           select sid from sessions where user_id = $2
            order by (expires_at > $5) desc, last_seen_at desc, created_at desc, sid offset $7
         ) returning sid`,
};

/** The allowlist of sessions: rows in Postgres, copies in Redis that are believed for a minute. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #lastSeen: LastSeen;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#lastSeen = new LastSeen(options);
  }

  /**
   * Opens a session inside the caller's transaction. It is stepped up: its owner has just proved who they are. One too many
   * ends the one that was used longest ago; the transaction has locked the user's row (FOR NO KEY UPDATE) before, so
   * that log-ins at the same moment count each other.
   *
   * @throws UnavailableError as `end` does, when one has to end
   */
  async open(tx: Transaction, { userId, ip, device }: NewSession): Promise<OpenedSession> {
    const now = this.#options.clock.now();
    const expiresAt = new Date(now.getTime() + this.#options.maxHours * 3_600_000);
    const sid = randomUUID();
    const surplus = await tx.all<{ sid: string }>(openSession, [
      ...[sid, userId, device, ip, now, expiresAt],
      this.#options.maxPerAccount - 1,
    ]);
    await this.#bury(surplus);
    const session = { userId, sid, expiresAt };
    return { session, authorization: this.authorizationFor(session) };
  }

  /** A fresh header value for a session that lives: `Bearer …`. */
  authorizationFor({ userId, sid, expiresAt }: Session): string {
    return `Bearer ${this.#options.jwt.sign({ userId, sid, absoluteExpiresAt: expiresAt })}`;
  }

  /**
   * Ends one of the user's sessions, for every service from the commit on. False when there is no such session.
   *
   * @throws UnavailableError when Redis does not acknowledge it: the transaction must not be committed then
   */
  async end(tx: Transaction, { userId, sid }: SessionName): Promise<boolean> {
    const rows = await tx.all<{ sid: string }>(
      'delete from sessions where user_id = $1 and sid = $2 returning sid',
      [userId, sid],
    );
    await this.#bury(rows);
    return rows.length > 0;
  }

  /** Ends all sessions of a user, but for `exceptSid`. Returns how many. @throws UnavailableError as `end` does */
  async endAll(
    tx: Transaction,
    { userId, exceptSid }: { userId: string; exceptSid?: string },
  ): Promise<number> {
    const rows = await tx.all<{ sid: string }>(
      'delete from sessions where user_id = $1 and ($2::uuid is null or sid <> $2::uuid) returning sid',
      [userId, exceptSid ?? null],
    );
    await this.#bury(rows);
    return rows.length;
  }

  /**
   * Gives a session another id, after its owner has just proved who they are: a copy of its old token is dead. Where
   * it was opened and its absolute end stay.
   *
   * @throws UnauthorizedError `session_ended` when it is no longer there; UnavailableError as `end` does
   */
  async rotate(tx: Transaction, { userId, sid }: SessionName): Promise<Session> {
    const next = randomUUID();
    const row = await tx.one<{ expiresAt: Date }>(
      `update sessions set sid = $3, last_seen_at = $4, authenticated_at = $4, stepped_up_at = $4
        where user_id = $1 and sid = $2 returning expires_at as "expiresAt"`,
      [userId, sid, next, this.#options.clock.now()],
    );
    if (row === undefined) throw new UnauthorizedError('session_ended');
    await this.#bury([{ sid }]);
    return { userId, sid: next, expiresAt: row.expiresAt };
  }

  /** The sessions of a user that live, the latest used first. */
  list(userId: string): Promise<SessionRow[]> {
    return this.#options.database.all<SessionRow>(
      `select sid, device, host(ip) as ip, created_at as "createdAt", last_seen_at as "lastSeenAt",
              expires_at as "expiresAt"
         from sessions where user_id = $1 and expires_at > $2 order by last_seen_at desc, created_at desc`,
      [userId, this.#options.clock.now()],
    );
  }

  /**
   * The session when it lives: asked of Redis, then of Postgres.
   *
   * @throws UnavailableError when neither answers; a session is never assumed to live.
   */
  async check(sid: string): Promise<Session | undefined> {
    return this.#alive(await this.#find(sid));
  }

  /**
   * The session of a token, from a row that the caller has read itself (undefined: there was none).
   *
   * @throws UnauthorizedError `session_ended` when there is none, its time is over or it is another user's.
   */
  confirm({ userId, sid }: TokenIdentity, row: Pick<Session, 'userId' | 'expiresAt'> | undefined): Session {
    const session = row === undefined ? undefined : this.#alive({ userId, sid, expiresAt: row.expiresAt });
    if (session === undefined || row?.userId !== userId) throw new UnauthorizedError('session_ended');
    return session;
  }

  /** The owner has just proved again who they are. @throws UnauthorizedError `session_ended` when it is no longer there. */
  async stepUp(tx: Transaction, { userId, sid }: SessionName): Promise<void> {
    const touched = await tx.run('update sessions set stepped_up_at = $3 where user_id = $1 and sid = $2', [
      userId,
      sid,
      this.#options.clock.now(),
    ]);
    if (touched === 0) throw new UnauthorizedError('session_ended');
  }

  /** Whether its owner has proved in the last 15 minutes who they are. Read from the row: no copy tells it too late. */
  async isSteppedUp(database: Pick<Queryable, 'one'>, { userId, sid }: SessionName): Promise<boolean> {
    const since = new Date(this.#options.clock.now().getTime() - stepUpMinutes * 60_000);
    const row = await database.one(
      'select 1 from sessions where user_id = $1 and sid = $2 and stepped_up_at > $3',
      [userId, sid, since],
    );
    return row !== undefined;
  }

  /** Writes what is not written yet; part of the graceful stop. */
  flush(): Promise<void> {
    return this.#lastSeen.flush();
  }

  #alive(session: Session | undefined): Session | undefined {
    const now = this.#options.clock.now();
    if (session === undefined || session.expiresAt <= now) return undefined;
    this.#lastSeen.touch(session.sid, now);
    return session;
  }

  #find(sid: string): Promise<Session | undefined> {
    const { cache } = this.#options;
    return cache === undefined ? this.#load(sid) : cache.find(sid, () => this.#load(sid));
  }

  async #load(sid: string): Promise<Session | undefined> {
    const row = await this.#options.database.one<{ userId: string; expiresAt: Date }>(selectSession, [sid]);
    return row === undefined ? undefined : { sid, ...row };
  }

  // Before the commit: the transaction is rolled back when the other services cannot be told.
  async #bury(rows: readonly { sid: string }[]): Promise<void> {
    const sids = rows.map(({ sid }) => sid);
    for (const sid of sids) this.#lastSeen.forget(sid);
    await this.#options.cache?.mark(sids);
  }
}
