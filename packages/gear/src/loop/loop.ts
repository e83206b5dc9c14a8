import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';

/** Work that comes in rounds from start() to stop(). A round that fails is followed by another one, later after each failure. */
export abstract class Loop {
  readonly #longestPauseMs: number;
  readonly #stopping = new AbortController();
  #waking = new AbortController();
  #running: Promise<void> | undefined;

  /** @param longestPauseMs after failures; the first pause is a second. */
  constructor(longestPauseMs: number) {
    this.#longestPauseMs = longestPauseMs;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Begins no more rounds and waits for the one in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  /** The next round begins as soon as the one in hand is over, without a pause. */
  wake(): void {
    this.#waking.abort();
  }

  /** Aborted by stop(). */
  protected get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** @param failures rounds in a row that failed before this one. @returns the pause after it, ms */
  protected abstract round(failures: number): Promise<number>;

  /** @param failures rounds in a row that failed, this one included. */
  protected abstract onFailure(error: unknown, failures: number): void;

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isStopping()) {
      this.#waking = new AbortController();
      let pauseMs: number;
      try {
        pauseMs = await this.round(failures);
        failures = 0;
      } catch (error) {
        if (this.#isStopping()) return;
        failures += 1;
        this.onFailure(error, failures);
        pauseMs = backoffMs(failures, 1_000, this.#longestPauseMs);
      }
      const { signal } = this.#waking;
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
