import type { Clock } from '@gnar/gear';

/** A clock that runs, and that a test moves ahead. */
export class MovableClock implements Clock {
  #aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  moveMinutes(minutes: number): void {
    this.#aheadMs += minutes * 60_000;
  }
}
