import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds. @throws Error with the condition, after the time in ms */
export async function until(condition: () => unknown, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(10);
  }
}
