import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds. @throws after the time, in ms. */
export async function until(condition: () => unknown, timeoutMs = 5_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end)
      throw new Error(`It did not come to pass within ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(10);
  }
}
