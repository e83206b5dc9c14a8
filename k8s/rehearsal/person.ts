import { operations, type OperationId } from '@gnar/contract';
import type { EdgeAnswer } from './edge-client.ts';
import type { Details } from './features.ts';
import { freshToken } from './members.ts';
import type { Rehearsal } from './rehearsal.ts';

/** A client that uses what the contract offers, and remembers which operations it used. */
export class Person {
  readonly used = new Set<OperationId>();
  readonly #client;
  #authorization: string | undefined;

  constructor(rehearsal: Rehearsal) {
    this.#client = rehearsal.client('127.0.0.9');
  }

  /** @throws when the answer has not the status that the contract promises */
  async use(id: OperationId, details: Details = {}): Promise<EdgeAnswer> {
    const answer = await this.ask(id, details);
    if (answer.status !== operations[id].success.status) {
      throw new Error(`${id} answered ${answer.status}: ${answer.text}`);
    }
    this.used.add(id);
    return answer;
  }

  ask(id: OperationId, { body, parameter = '' }: Details = {}): Promise<EdgeAnswer> {
    const { method, path } = operations[id];
    return this.#client.call(method.toUpperCase(), path.replace(/:\w+/, parameter), {
      body,
      ...(this.#authorization !== undefined && { authorization: this.#authorization }),
    });
  }

  async logIn(email: string, password: string): Promise<EdgeAnswer> {
    this.#authorization = undefined;
    return this.renew('logIn', { body: { email, password } });
  }

  /** What brings a token of another session. */
  async renew(id: OperationId, details: Details): Promise<EdgeAnswer> {
    const answer = await this.use(id, details);
    this.#authorization = freshToken(answer);
    return answer;
  }

  leave(): void {
    this.#client.close();
  }
}
