import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequestsError } from '../errors/errors.ts';
import type { Logger } from '../logging/logger.ts';
import { type FailureStore, MemoryFailureStore, RedisFailureStore } from './failure-store.ts';

export interface RateLimit {
  /** How many are allowed … */
  points: number;
  /** … within so many seconds. */
  durationSeconds: number;
}

interface RateLimitsOptions {
  /** Absent: budgets are per process. */
  redis: Redis | undefined;
  log: Logger;
}

type Limiter = RateLimiterRedis | RateLimiterMemory;

// The first failures are free: people mistype. From then on the delay doubles up to a quarter of an hour.
const freeFailures = 4;
const longestDelayMs = 15 * 60_000;

/** Budgets that all replicas share through Redis; each process has its own while Redis is away. */
export class RateLimits {
  readonly #redis: Redis | undefined;
  readonly #log: Logger;
  readonly #limiters = new Map<string, Limiter>();
  readonly #memory = new MemoryFailureStore();
  readonly #shared: FailureStore | undefined;

  constructor({ redis, log }: RateLimitsOptions) {
    this.#redis = redis;
    this.#log = log;
    this.#shared = redis === undefined ? undefined : new RedisFailureStore(redis);
  }

  /** Takes points of the key's budget. @throws TooManyRequestsError when there are not as many left. */
  async consume(name: string, key: string, limit: RateLimit, points = 1): Promise<void> {
    try {
      await this.#limiter(name, limit).consume(opaque(key), points);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new TooManyRequestsError(error.msBeforeNext / 1000);
      throw error;
    }
  }

  /**
   * To be called before a try that may fail (a log-in). From the fifth failure on, tries of one key take turns, so a
   * parallel burst gains nothing. Follow it with recordFailure(), clear() or withdraw().
   *
   * @param most consecutive failures after which the key is refused until clear(); default: no end.
   * @returns how many consecutive failures there are.
   * @throws TooManyRequestsError while the delay of earlier failures lasts, which is 15 minutes at most.
   */
  async assertAllowed(name: string, key: string, most = Number.POSITIVE_INFINITY): Promise<number> {
    const id = failureKey(name, key);
    const { failures, underWay, waitMs } = await this.#withStore((store) => store.begin(id));
    const crowded = underWay > 1 && failures + underWay > freeFailures + 1;
    if (waitMs === 0 && !crowded && failures < most) return failures;
    await this.#withStore((store) => store.leave(id));
    throw new TooManyRequestsError((failures < most ? Math.max(waitMs, 1_000) : longestDelayMs) / 1000);
  }

  /** Takes back a try that assertAllowed() let in and that is not made. */
  async withdraw(name: string, key: string): Promise<void> {
    await this.#withStore((store) => store.leave(failureKey(name, key)));
  }

  /** Counts a failure; the next try has to wait longer. @returns how many consecutive failures there are. */
  async recordFailure(name: string, key: string): Promise<number> {
    const id = failureKey(name, key);
    return this.#withStore(async (store) => {
      const failures = await store.fail(id);
      const delayMs = failureDelayMs(failures);
      if (delayMs > 0) await store.delay(id, delayMs);
      await store.leave(id);
      return failures;
    });
  }

  /** Forgets the failures: after a success, or when the owner proved themselves by email. */
  async clear(name: string, key: string): Promise<void> {
    const id = failureKey(name, key);
    await this.#memory.clear(id);
    await this.#withStore((store) => store.clear(id));
  }

  #limiter(name: string, { points, durationSeconds }: RateLimit): Limiter {
    const id = `limit:${name}:${points}:${durationSeconds}`;
    const existing = this.#limiters.get(id);
    if (existing !== undefined) return existing;
    const options = { keyPrefix: id, points, duration: durationSeconds };
    const memory = new RateLimiterMemory(options);
    const limiter =
      this.#redis === undefined
        ? memory
        : new RateLimiterRedis({
            ...options,
            storeClient: this.#redis,
            rejectIfRedisNotReady: true,
            insuranceLimiter: memory,
          });
    this.#limiters.set(id, limiter);
    return limiter;
  }

  async #withStore<T>(work: (store: FailureStore) => Promise<T>): Promise<T> {
    if (this.#shared !== undefined && this.#redis?.status === 'ready') {
      try {
        return await work(this.#shared);
      } catch (error) {
        this.#log.warn({ err: error }, 'failures are counted in this process only: Redis does not answer');
      }
    }
    return work(this.#memory);
  }
}

/** How long a key waits after its n-th consecutive failure, ms. */
export function failureDelayMs(failures: number): number {
  if (failures <= freeFailures) return 0;
  return Math.min(longestDelayMs, 1_000 * 2 ** (failures - freeFailures - 1));
}

function failureKey(name: string, key: string): string {
  return `failures:${name}:${opaque(key)}`;
}

// Keys are often email addresses, which must not be readable in Redis.
function opaque(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 24);
}
