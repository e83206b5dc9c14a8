import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something holds. @throws after `limitMs`, so that a test that waits in vain ends */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${condition.toString()}`);
    await delay(20);
  }
}
