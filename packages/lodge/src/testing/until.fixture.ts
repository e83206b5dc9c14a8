import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the condition holds. @throws when it does not hold within `limitMs` */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Timed out waiting for: ${condition.toString()}`);
    await delay(20);
  }
}
