import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What is known of a key before a try. */
export interface TryState {
  /** Consecutive failures. */
  failures: number;
  /** Tries under way, this one included. */
  underWay: number;
  /** How long the key must wait, ms. */
  waitMs: number;
}

/** Where failures are counted: in Redis for all replicas, in the process when Redis is away. */
export interface FailureStore {
  begin(key: string): Promise<TryState>;
  /** Gives back what begin() took. */
  leave(key: string): Promise<void>;
  /** Counts one more failure and returns how many there are. */
  fail(key: string): Promise<number>;
  delay(key: string, ms: number): Promise<void>;
  clear(key: string): Promise<void>;
}

const countLivesMs = 7 * 24 * 3_600_000;
// A try that neither failed nor cleared (the process died, the caller was answered 503) is forgotten after this.
const tryLivesMs = 3_000;

// One command each way: a log-in asks before every password.
const beginScript = `
  local tries = redis.call('incr', KEYS[3])
  redis.call('pexpire', KEYS[3], ARGV[1])
  return {tonumber(redis.call('get', KEYS[1]) or '0'), redis.call('pttl', KEYS[2]), tries}`;

// Never below zero: a count that expired in the meantime would let as many more through.
const leaveScript = `
  if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then redis.call('decr', KEYS[1]) end
  return 1`;

const tryStateSchema = z.tuple([z.number(), z.number(), z.number()]);

/** A Redis that knows a script by name: it is sent once, then called by its sum. */
interface WithBegin {
  beginTry(count: string, wait: string, tries: string, livesMs: number): Promise<unknown>;
}

export class RedisFailureStore implements FailureStore {
  readonly #redis: Redis;
  readonly #scripts: WithBegin;

  constructor(redis: Redis) {
    this.#redis = redis;
    redis.defineCommand('beginTry', { numberOfKeys: 3, lua: beginScript });
    if (!hasBegin(redis)) throw new Error('Redis did not take the script beginTry.');
    this.#scripts = redis;
  }

  async begin(key: string): Promise<TryState> {
    const answer = await this.#scripts.beginTry(`${key}:count`, `${key}:wait`, `${key}:tries`, tryLivesMs);
    const [failures, waitMs, underWay] = tryStateSchema.parse(answer);
    return { failures, waitMs: Math.max(0, waitMs), underWay };
  }

  async leave(key: string): Promise<void> {
    await this.#redis.eval(leaveScript, 1, `${key}:tries`);
  }

  async fail(key: string): Promise<number> {
    const [failures] = await this.#all([
      ['incr', `${key}:count`],
      ['pexpire', `${key}:count`, countLivesMs],
    ]);
    return Number(failures);
  }

  async delay(key: string, ms: number): Promise<void> {
    await this.#redis.set(`${key}:wait`, '1', 'PX', Math.ceil(ms));
  }

  async clear(key: string): Promise<void> {
    await this.#redis.del(`${key}:count`, `${key}:wait`, `${key}:tries`);
  }

  async #all(commands: (string | number)[][]): Promise<unknown[]> {
    const results = await this.#redis.multi(commands).exec();
    return (results ?? []).map(([error, value]) => {
      if (error !== null) throw error;
      return value;
    });
  }
}

function hasBegin(redis: Redis): redis is Redis & WithBegin {
  return 'beginTry' in redis && typeof redis.beginTry === 'function';
}

interface Entry {
  failures: number;
  waitUntil: number;
  tries: number;
  triesUntil: number;
  livesUntil: number;
}

const maxEntries = 10_000;

/** The fall-back: a budget per process, bounded in memory (the oldest keys go first). */
export class MemoryFailureStore implements FailureStore {
  readonly #entries = new Map<string, Entry>();

  async begin(key: string): Promise<TryState> {
    const entry = this.#entry(key);
    const now = Date.now();
    entry.tries = entry.triesUntil > now ? entry.tries + 1 : 1;
    entry.triesUntil = now + tryLivesMs;
    return { failures: entry.failures, underWay: entry.tries, waitMs: Math.max(0, entry.waitUntil - now) };
  }

  async leave(key: string): Promise<void> {
    const entry = this.#entry(key);
    entry.tries = Math.max(0, entry.tries - 1);
  }

  async fail(key: string): Promise<number> {
    const entry = this.#entry(key);
    entry.failures += 1;
    entry.livesUntil = Date.now() + countLivesMs;
    return entry.failures;
  }

  async delay(key: string, ms: number): Promise<void> {
    this.#entry(key).waitUntil = Date.now() + ms;
  }

  async clear(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  #entry(key: string): Entry {
    const found = this.#entries.get(key);
    if (found !== undefined && found.livesUntil > Date.now()) return found;
    const entry = {
      failures: 0,
      waitUntil: 0,
      tries: 0,
      triesUntil: 0,
      livesUntil: Date.now() + countLivesMs,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxEntries && oldest !== undefined) this.#entries.delete(oldest);
    return entry;
  }
}
