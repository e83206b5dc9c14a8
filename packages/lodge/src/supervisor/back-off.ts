/** How a service that dies is brought back; all in milliseconds. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 2000;
const STEADY = 30_000;
const MOST_DEATHS_IN_A_ROW = 8;

/** Counts deaths in a row and says how long to wait before the next attempt. */
export class BackOff {
  #deaths = 0;

  /** Milliseconds to wait before the next start, or undefined when it is time to give up. */
  afterDeath(livedMs: number): number | undefined {
    this.#deaths = livedMs >= STEADY ? 1 : this.#deaths + 1;
    if (this.#deaths > MOST_DEATHS_IN_A_ROW) return undefined;
    return Math.min(FIRST_WAIT * 2 ** (this.#deaths - 1), LONGEST_WAIT);
  }

  reset(): void {
    this.#deaths = 0;
  }
}
