import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { endOfChild, hasEnded } from './end-of-child.ts';

/** Sends the signals one after the other, each `limitMs` after the last, until the child has ended. */
export async function stopChild(
  child: ChildProcess,
  signals: readonly NodeJS.Signals[],
  limitMs: number,
): Promise<void> {
  for (const signal of signals) {
    if (hasEnded(child)) return;
    child.kill(signal);
    await Promise.race([endOfChild(child), delay(limitMs, undefined, { ref: false })]);
  }
}
