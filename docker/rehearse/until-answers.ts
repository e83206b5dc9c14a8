import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from './start-container.ts';

/** Waits until an address answers well. @throws with what the container printed, when it ends or the time is over */
export async function untilAnswers(url: string, container: Container, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  const over = new AbortController();
  void container.ended.then(() => over.abort());
  while (!(await answersWell(url))) {
    if (over.signal.aborted || Date.now() > deadline)
      throw new Error(`${url} does not answer:\n${container.output()}`);
    await delay(50);
  }
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return ok;
  } catch {
    return false;
  }
}
