import { setTimeout as sleep } from 'node:timers/promises';
import { operations, type OperationId } from '@gnar/contract';
import type { EdgeAnswer } from './edge-client.ts';
import { freshToken, strongPassword, tokenFromMail } from './members.ts';
import type { Rehearsal } from './rehearsal.ts';

interface Details {
  readonly body?: unknown;
  /** In the place of the path's parameter. */
  readonly parameter?: string;
}

const otherPassword = 'Crevasse+mousqueton-9152-bise';
const MESSAGE_LIMIT_MS = 20_000;
const POLL_MS = 100;

/** Somebody who uses what the contract offers, and remembers what was used. */
class Person {
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

/** Everything that the contract offers, from sign-up to deletion. @returns the operations that were used */
export async function liveWholeLife(rehearsal: Rehearsal, email: string): Promise<Set<OperationId>> {
  const person = new Person(rehearsal);
  await person.use('signUp', { body: { email, locale: 'en' } });
  const token = await tokenFromMail(rehearsal, email, 'activate');
  await person.use('checkLink', { body: { token, purpose: 'activate' } });
  await person.use('scorePassword', { body: { password: strongPassword } });
  await person.use('activate', { body: { token, password: strongPassword } });

  const { json: account } = await person.logIn(email, strongPassword);
  const parameter = String(account['id']);
  await person.use('getAccount');
  await person.use('updateAccount', { parameter, body: { firstName: 'Ada', city: 'Québec' } });
  await endEverySession(person);
  await person.logIn(email, strongPassword);
  await person.use('stepUp', { body: { password: strongPassword } });
  await person.renew('changePassword', {
    body: { currentPassword: strongPassword, password: otherPassword },
  });
  await person.use('exportPersonalData');
  await getMessage(person);
  await person.use('logOut');

  await person.use('sendResetPasswordEmail', { body: { email } });
  const resetToken = await tokenFromMail(rehearsal, email, 'reset-password');
  await person.use('resetPassword', { body: { token: resetToken, password: strongPassword } });
  await person.logIn(email, strongPassword);
  await person.use('deleteAccount', { parameter, body: { password: strongPassword } });
  person.leave();
  return person.used;
}

async function endEverySession(person: Person): Promise<void> {
  const { json } = await person.use('listSessions');
  for (const { sid } of Array.isArray(json['sessions']) ? json['sessions'] : []) {
    await person.use('endSession', { parameter: String(sid) });
  }
}

async function getMessage(person: Person): Promise<void> {
  const promise = await person.use('checkIn');
  const parameter = /get-message\/([\w-]+)/.exec(promise.text)?.[1] ?? '';
  const deadline = Date.now() + MESSAGE_LIMIT_MS;
  while ((await person.ask('getMessage', { parameter })).status === 404 && Date.now() < deadline) {
    await sleep(POLL_MS);
  }
  await person.use('getMessage', { parameter });
}
