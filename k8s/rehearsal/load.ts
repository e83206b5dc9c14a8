import { setTimeout as sleep } from 'node:timers/promises';
import { freshToken, type Member } from './members.ts';

export interface LoadReport {
  readonly requests: number;
  /** What went wrong, each as a line with its moment. */
  readonly failures: readonly string[];
  /** Requests that were sent again because a kept connection was closed before any answer. */
  readonly reconnected: number;
}

/** What each member waits between two requests: together a few hundred requests a second at most. */
const PAUSE_MS = 20;

/** Members who use their sessions without a break, each on a connection of their own, until they are told to stop. */
export class Load implements AsyncDisposable {
  readonly #members: readonly Member[];
  readonly #since = Date.now();
  readonly #riding: Promise<unknown>;
  readonly #failures: string[] = [];
  #requests = 0;
  #over = false;

  constructor(members: readonly Member[]) {
    this.#members = members;
    this.#riding = Promise.all(members.map((member) => this.#ride(member)));
  }

  async stop(): Promise<LoadReport> {
    this.#over = true;
    await this.#riding;
    const reconnected = this.#members.reduce((sum, { client }) => sum + client.reconnected, 0);
    return { requests: this.#requests, failures: this.#failures, reconnected };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #ride(member: Member): Promise<void> {
    while (!this.#over) {
      await this.#try('POST', '/user/get', member);
      await this.#try('GET', '/user/sessions', member);
    }
  }

  /** Every answer must be the account's or the session's, and carry the session on. */
  async #try(method: string, path: string, member: Member): Promise<void> {
    this.#requests += 1;
    try {
      const answer = await member.client.call(method, path, { authorization: member.authorization });
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
      member.authorization = freshToken(answer);
    } catch (error) {
      this.#failures.push(`${Date.now() - this.#since} ms: ${method} ${path}: ${String(error)}`);
    }
    await sleep(PAUSE_MS);
  }
}
