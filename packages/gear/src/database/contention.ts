import { setTimeout as sleep } from 'node:timers/promises';

/** How often a transaction is run when others keep standing in its way. */
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

/** Longer after each attempt, less up to half by chance, so that those who met do not meet again. */
export async function pauseBeforeAttempt(attempt: number): Promise<void> {
  await sleep(firstPauseMs * 2 ** (attempt - 2) * (0.5 + Math.random() / 2));
}
