import type { Redis } from 'ioredis';
import type { Clock } from '../clock/clock.ts';
import { UnavailableError } from '../errors/errors.ts';
import { gather } from '../database/gather.ts';
import type { Session } from './session.ts';

const freshSeconds = 60;
// A request that passed the check before its session ended may still answer with a fresh token.
const markSlackSeconds = 120;
const askMark = 'ask';

interface SessionCacheOptions {
  redis: Redis;
  clock: Clock;
  /** The longest that an access token lives. */
  tokenLifetimeMinutes: number;
}

/**
 * Copies of session rows in Redis, and marks that say: ask the database. Three rules keep an ended session dead
 * (docs/adr/0012-session-revocation.md): a session ends only once Redis has acknowledged its mark; a copy is written only
 * where nothing is, so never over a mark, and a mark outlives every token of its session; a copy is believed for a
 * minute from the reading of its row, whenever it arrived, and only on a connection that is older than the copy.
 */
export class SessionCache {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #markSeconds: number;
  // A Redis that was restarted or replaced may have lost marks; its clients had to connect anew.
  #connection = 0;
  #connectedAt: number;
  readonly #read: (name: string) => Promise<string | undefined>;

  constructor({ redis, clock, tokenLifetimeMinutes }: SessionCacheOptions) {
    this.#redis = redis;
    this.#clock = clock;
    this.#markSeconds = tokenLifetimeMinutes * 60 + markSlackSeconds;
    this.#connectedAt = clock.now().getTime();
    this.#read = gather(async (names) => {
      const texts = await redis.mget([...names]);
      return new Map(names.map((name, index) => [name, texts[index] ?? undefined]));
    });
    redis.on('ready', () => {
      this.#connection += 1;
      this.#connectedAt = clock.now().getTime();
    });
  }

  /** The session by its copy, else as `load` reads it from the database, whose answer is copied where that is safe. */
  async find(sid: string, load: () => Promise<Session | undefined>): Promise<Session | undefined> {
    const connection = this.#connection;
    let text: string | undefined;
    try {
      text = await this.#read(key(sid));
    } catch {
      // Redis is away; the database knows.
      return load();
    }
    if (text !== undefined) return this.#believed(sid, text) ?? load();
    const readAt = this.#clock.now().getTime();
    const session = await load();
    if (session !== undefined && connection === this.#connection) await this.#keep(session, readAt);
    return session;
  }

  /**
   * From now on every reader asks the database about these sessions. To be awaited before the commit that ends them.
   *
   * @throws UnavailableError when Redis does not acknowledge it: other services would go on believing their copies
   */
  async mark(sids: readonly string[]): Promise<void> {
    try {
      await Promise.all(sids.map((sid) => this.#redis.set(key(sid), askMark, 'EX', this.#markSeconds)));
    } catch (error) {
      throw new UnavailableError('No session can be ended now: Redis does not answer.', undefined, error);
    }
  }

  #believed(sid: string, text: string): Session | undefined {
    // Anything else is a mark or of another version of this code.
    const [kind, readAt, expiresAt, userId = ''] = text.split(':');
    if (kind !== 'live' || Number.isNaN(Number(expiresAt))) return undefined;
    const age = this.#clock.now().getTime() - Number(readAt);
    // The clocks of two machines may differ, so a copy may seem to come from the future: by as much, it lives longer.
    const isFresh = Math.abs(age) < freshSeconds * 1000 && Number(readAt) >= this.#connectedAt;
    return isFresh ? { userId, sid, expiresAt: new Date(Number(expiresAt)) } : undefined;
  }

  async #keep({ sid, userId, expiresAt }: Session, readAt: number): Promise<void> {
    const copy = `live:${readAt}:${expiresAt.getTime()}:${userId}`;
    // A copy that was not kept costs the next check a query, nothing else.
    await this.#redis.set(key(sid), copy, 'EX', freshSeconds, 'NX').catch(() => undefined);
  }
}

function key(sid: string): string {
  return `session:${sid}`;
}
