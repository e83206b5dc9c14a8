import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../loop/backoff.ts';

/** How often work is run when other transactions keep standing in its way. */
export const maxAttempts = 4;

const firstPauseMs = 20;

// https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
const deadlockDetected = '40P01';
const serializationFailure = '40001';
const inFailedTransaction = '25P02';

/** Whether Postgres rolled back because of what other transactions did at the same moment: running again helps. */
export function isContention(error: unknown): boolean {
  const state = sqlState(error);
  return state === deadlockDetected || state === serializationFailure;
}

/** Whether Postgres refused a query because an earlier one of its transaction had failed. */
export function isAftermath(error: unknown): boolean {
  return sqlState(error) === inFailedTransaction;
}

function sqlState(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/**
 * Runs the work again after a deadlock or a serialization failure, up to four times in all: it must leave nothing behind
 * when Postgres rolls it back.
 */
export async function retryOnContention<T>(
  work: () => Promise<T>,
  onRetry: (error: unknown, attempt: number) => void = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isContention(error) || attempt === maxAttempts) throw error;
      onRetry(error, attempt);
      await sleep(backoffMs(attempt, firstPauseMs, Infinity));
    }
  }
}
