import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** Waits until the condition holds. @throws after the time */
export async function until(condition: () => Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(POLL_MS);
  }
}
