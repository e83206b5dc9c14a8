import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';

const POLL = 10;
const ANSWER_LIMIT = 1000;

/** Resolves once a Redis answers there. @throws AbortError when `signal` is aborted first */
export async function untilRedisAnswers(host: string, port: number, signal: AbortSignal): Promise<void> {
  while (!(await answers(host, port))) await delay(POLL, undefined, { signal });
}

async function answers(host: string, port: number): Promise<boolean> {
  const client = new Redis({
    host,
    port,
    lazyConnect: true,
    connectTimeout: ANSWER_LIMIT,
    commandTimeout: ANSWER_LIMIT,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Its errors also reach the calls below; without a listener they would be printed as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
