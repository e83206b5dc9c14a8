import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process-table.ts';
import type { ServiceName } from './running-file.ts';
import { walkedSystem } from './walked-system.ts';

const POLL_MS = 25;
/** A supervisor gives up on what dies too often in a row; this stays well below. */
const MOST_KILLS = 3;
const BACK_TIMEOUT_MS = 40_000;

/**
 * A service that is killed, and killed again when it is brought back, until the outage ends. One death alone may be
 * over before a page has noticed.
 */
export class Outage {
  readonly #service: ServiceName;
  #over = false;
  #kills = 0;
  #killing: Promise<void> = Promise.resolve();

  private constructor(service: ServiceName) {
    this.#service = service;
  }

  /** Kills the service now. */
  static begin(service: ServiceName): Outage {
    const outage = new Outage(service);
    outage.#kill();
    outage.#killing = outage.#keepDead();
    return outage;
  }

  /** Lets the service live; resolves when `npm start` has brought it back. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#killing;
    const deadline = Date.now() + BACK_TIMEOUT_MS;
    while (!this.#isBack()) {
      if (Date.now() > deadline) throw new Error(`${this.#service} was not brought back within 40 s`);
      await sleep(POLL_MS);
    }
  }

  async #keepDead(): Promise<void> {
    while (!this.#over && this.#kills < MOST_KILLS) {
      await sleep(POLL_MS);
      if (this.#isBack()) this.#kill();
    }
  }

  /** Its process as `npm start` knows it. While one is being replaced the old id stands there, or none. */
  #pid(): number | undefined {
    return walkedSystem().processes[this.#service];
  }

  #isBack(): boolean {
    const pid = this.#pid();
    return pid !== undefined && isAlive(pid);
  }

  #kill(): void {
    const pid = this.#pid();
    if (pid === undefined) throw new Error(`${this.#service} has no process to kill`);
    process.kill(pid, 'SIGKILL');
    this.#kills += 1;
  }
}
