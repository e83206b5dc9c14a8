import { setTimeout as sleep } from 'node:timers/promises';

/** How often a transaction is run when others keep standing in its way. */
export const maxAttempts = 4;

const firstPauseMs = 20;

// https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
const deadlockDetected = '40P01';
const serializationFailure = '40001';

/** Whether Postgres rolled back because of what other transactions did at the same moment: running again helps. */
export function isContention(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === deadlockDetected || error.code === serializationFailure;
}

/** Longer after each attempt, less up to half by chance, so that those who met do not meet again. */
export async function pauseBeforeAttempt(attempt: number): Promise<void> {
  await sleep(firstPauseMs * 2 ** (attempt - 2) * (0.5 + Math.random() / 2));
}
