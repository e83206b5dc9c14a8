import type { Redis } from '@gnar/gear/redis';

const ONE_HOUR_SECONDS = 3600;

const key = (id: string) => `secret-message:${id}`;

/** Keeps a message for an hour. Keeping it twice is keeping it once. */
export async function keepMessage(redis: Redis, id: string, message: string): Promise<void> {
  await redis.set(key(id), message, 'EX', ONE_HOUR_SECONDS);
}

export function findMessage(redis: Redis, id: string): Promise<string | null> {
  return redis.get(key(id));
}
