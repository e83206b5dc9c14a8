import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { stage } from '../environment.ts';
import { isAlive } from './process-table.ts';
import type { ServiceName } from './running-file.ts';
import { walkedSystem } from './walked-system.ts';

const POLL_MS = 25;
/** A supervisor gives up on what dies too often in a row; this is well below its limit. */
const MOST_KILLS = 3;
const BACK_TIMEOUT_MS = 40_000;

/**
 * A service that is killed, and killed again when it is brought back, until the outage ends. A single restart may be
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
    if (outage.#kills === 0) throw new Error(`${service} has no process to kill`);
    outage.#killing = outage.#keepDead();
    return outage;
  }

  /** Lets the service live; resolves when `npm start` has brought it back. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#killing;
    const deadline = Date.now() + BACK_TIMEOUT_MS;
    while (this.#livePid() === undefined) {
      if (Date.now() > deadline) throw new Error(`${this.#service} was not brought back within 40 s`);
      await sleep(POLL_MS);
    }
  }

  async #keepDead(): Promise<void> {
    while (!this.#over && this.#kills < MOST_KILLS) {
      await sleep(POLL_MS);
      this.#kill();
    }
  }

  /** Kills the service where it lives now; a process that ended by itself in the meantime counts as killed. */
  #kill(): void {
    const pid = this.#livePid();
    if (pid === undefined) return;
    this.#kills += 1;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (isAlive(pid)) throw error;
    }
  }

  /** Its process as `npm start` knows it. While one is being replaced the id of the old one stands there, or none. */
  #livePid(): number | undefined {
    const pid = walkedSystem().processes[this.#service];
    return pid !== undefined && isAlive(pid) ? pid : undefined;
  }
}

/** `npm start` says on its screen what died, and that it is back. */
export function expectToldByStart(service: ServiceName): void {
  const screen = readFileSync(join(stage().dataDirectory, 'start.log'), 'utf8');
  expect(screen).toMatch(new RegExp(`! +${service} .*killed by SIGKILL[^]*✓.* ${service} .*\\bback\\b`));
}
