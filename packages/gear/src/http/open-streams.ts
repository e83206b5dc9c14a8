import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { TooManyRequestsError } from '../errors/errors.ts';

/** An answer or a socket that stays open. */
export interface OpenStream {
  /** Asks it to end. */
  abort(): void;
  /** Ends it. */
  destroy(): void;
}

interface Closing extends EventEmitter {
  /** Closed already: it will not tell. */
  readonly destroyed: boolean;
}

const retryAfterSeconds = 60;

/** What stays open, of all requests of a process: how many a person has, and how they end at the stop. */
export class OpenStreams {
  readonly #open = new Set<OpenStream>();
  #isEnding = false;
  readonly #byPerson = new Map<string, number>();

  add(stream: OpenStream, closing: Closing): void {
    if (closing.destroyed) return;
    this.#open.add(stream);
    if (this.#isEnding) stream.abort();
    closing.once('close', () => this.#open.delete(stream));
  }

  /** Counts one more of a person until it closes. @throws TooManyRequestsError when there are as many as there may be */
  count(person: string, most: number, closing: Closing): void {
    if (closing.destroyed) return;
    const others = this.#byPerson.get(person) ?? 0;
    if (others >= most) throw new TooManyRequestsError(retryAfterSeconds);
    this.#byPerson.set(person, others + 1);
    closing.once('close', () => {
      const left = (this.#byPerson.get(person) ?? 1) - 1;
      if (left === 0) this.#byPerson.delete(person);
      else this.#byPerson.set(person, left);
    });
  }

  /** Asks all to end, and ends those that have not within the time. */
  async end(graceMs: number): Promise<void> {
    this.#isEnding = true;
    for (const stream of this.#open) stream.abort();
    const endedBy = performance.now() + graceMs;
    while (this.#open.size > 0 && performance.now() < endedBy) await sleep(Math.min(20, graceMs));
    for (const stream of this.#open) stream.destroy();
  }
}
