import type { Redis } from 'ioredis';

/** What the cache says of a session; `ask` means: the database knows. */
export type CachedSession =
  { state: 'live'; userId: string; expiresAt: Date } | { state: 'ended' } | { state: 'ask' };

const liveSeconds = 60;
// Longer than any request that read the row before it went can live (statement and command time-outs are seconds).
const markSeconds = 120;
const retryMs = 1_000;
const endedMark = 'ended';
const doubtMark = 'ask';

interface Read {
  readonly name: string;
  readonly resolve: (value: string | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Copies of session rows in Redis. A live copy is only ever written where nothing is (NX), so a reader that was
 * overtaken by a logout cannot put a dead session back over the mark that the logout left.
 */
export class SessionCache {
  readonly #redis: Redis;
  // Marks that Redis did not take because it was away: this process remembers them and hands them over later.
  readonly #undelivered = new Set<string>();

  #reads: Read[] = [];
  #retry: NodeJS.Timeout | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
    redis.on('ready', () => void this.#deliver());
  }

  /** @throws when Redis does not answer; the caller asks the database. */
  async read(sid: string): Promise<CachedSession> {
    if (this.#undelivered.size > 0 && this.#undelivered.has(sid)) return { state: 'ask' };
    return decode(await this.#get(key(sid)));
  }

  async putLive(sid: string, userId: string, expiresAt: Date): Promise<void> {
    if (this.#undelivered.has(sid)) return;
    await this.#redis.set(key(sid), `${expiresAt.getTime()}:${userId}`, 'EX', liveSeconds, 'NX');
  }

  /** Before the commit: from now on every reader asks the database, whose answer turns with the commit. */
  async doubt(sids: readonly string[]): Promise<void> {
    await this.#mark(sids, doubtMark);
  }

  /** After the commit: the answer without a question to the database. */
  async end(sids: readonly string[]): Promise<void> {
    await this.#mark(sids, endedMark);
  }

  // Requests that arrive in the same turn of the event loop share one command: under load the write to the socket is
  // the dearest part of a check.
  #get(name: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.#reads.push({ name, resolve, reject });
      if (this.#reads.length === 1) setImmediate(() => void this.#readAll());
    });
  }

  async #readAll(): Promise<void> {
    const reads = this.#reads;
    this.#reads = [];
    try {
      const values = await this.#redis.mget(reads.map(({ name }) => name));
      for (const [index, { resolve }] of reads.entries()) resolve(values[index] ?? null);
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  }

  async #mark(sids: readonly string[], mark: string): Promise<void> {
    if (sids.length === 0) return;
    try {
      await Promise.all(sids.map((sid) => this.#redis.set(key(sid), mark, 'EX', markSeconds)));
    } catch {
      for (const sid of sids) this.#undelivered.add(sid);
      this.#deliverLater();
    }
  }

  #deliverLater(): void {
    this.#retry ??= setTimeout(() => void this.#deliver(), retryMs).unref();
  }

  async #deliver(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const sids = [...this.#undelivered];
    if (sids.length === 0) return;
    try {
      await Promise.all(sids.map((sid) => this.#redis.set(key(sid), doubtMark, 'EX', markSeconds)));
      for (const sid of sids) this.#undelivered.delete(sid);
    } catch {
      this.#deliverLater();
    }
  }
}

function key(sid: string): string {
  return `session:${sid}`;
}

function decode(value: string | null): CachedSession {
  if (value === null || value === doubtMark) return { state: 'ask' };
  if (value === endedMark) return { state: 'ended' };
  const colon = value.indexOf(':');
  const expiresAt = new Date(Number(value.slice(0, colon)));
  if (colon < 1 || Number.isNaN(expiresAt.getTime())) return { state: 'ask' };
  return { state: 'live', userId: value.slice(colon + 1), expiresAt };
}
