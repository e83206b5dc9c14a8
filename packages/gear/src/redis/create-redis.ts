import { Redis } from 'ioredis';
import type { RedisConfig } from '../config/gear-schema.ts';
import { parseHostPort } from '../config/env.ts';
import type { Logger } from '../logging/logger.ts';
import { backoffMs } from '../loop/backoff.ts';

export type { Redis };

const connectTimeoutMs = 2_000;
const longestReconnectDelayMs = 1_000;

/**
 * A Redis client that fails fast and reconnects by itself: commands while it is away are rejected at once,
 * so that callers take their fall-back instead of waiting.
 */
export function createRedis(config: RedisConfig, log: Logger): Redis {
  const address = parseHostPort(config.redisEndpoint);
  const redis = new Redis({
    host: address?.host,
    port: address?.port,
    username: config.redisUsername,
    password: config.redisPassword,
    tls: config.redisTls ? {} : undefined,
    keyPrefix: config.redisKeyPrefix,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: config.redisTimeoutMs,
    // A command that timed out is still on its way: a socket that brings nothing is given up, not kept to deliver it later.
    socketTimeout: 2 * config.redisTimeoutMs,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (times) => backoffMs(times, 100, longestReconnectDelayMs),
  });
  reportConnection(redis, log);
  return redis;
}

// One line when it goes and one when it comes back, not one per attempt to reconnect.
function reportConnection(redis: Redis, log: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ err: error }, 'Redis does not answer, reconnecting');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis answers again');
    away = false;
  });
}

/** Resolves when the first connection is ready or after the time, whichever comes first: Redis is never a must. */
export async function waitForRedis(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Closes without waiting for a server that is away. */
export async function closeRedis(redis: Redis): Promise<void> {
  try {
    await redis.quit();
  } catch {
    redis.disconnect();
  }
}
