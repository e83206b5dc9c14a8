import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '../system/system.types.ts';
import { memberOf, pick, type Client } from './client.ts';
import { chaosFeatures } from './features.ts';
import { endSessions, newPassword, newPerson, noteAudit, type Person } from './person.ts';
import type { Violations } from './violations.ts';

interface ActorOptions {
  readonly system: System;
  readonly client: Client;
  readonly violations: Violations;
  readonly run: string;
}

const PERSONS = 25;
/** Resets of one person within the budget of their mailbox. */
const RESETS = 3;
const LINK_LIMIT_MS = 120_000;
const MINUTES_OF_A_TOKEN = 13;
/** A request without an answer may still be at work for so long. */
const LATE_COMMIT_MS = 3_000;

/**
 * Acts as users do, one action after the other, and remembers what was acknowledged. Each person belongs to one actor,
 * so that the expected state is always known. A request without an answer is repeated until its outcome is known.
 */
export class Actor {
  readonly people: Person[] = [];
  acknowledged = 0;
  readonly #options: ActorOptions;

  constructor(options: ActorOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const active = this.people.filter(({ state }) => state === 'active');
      if (active.length === 0 || (this.people.length < PERSONS && Math.random() < 0.2)) await this.#signUp();
      else await this.#act(pick(active));
      await delay(50 + Math.random() * 100);
    }
  }

  async #act(person: Person): Promise<void> {
    if (this.#token(person) === undefined) return this.#logIn(person);
    const acts = [
      ...[this.#logIn, this.#logOut, this.#changeCity, this.#changePassword, this.#tryEnded],
      ...(chaosFeatures.size > 0 ? [this.#useFeature] : []),
      ...(person.emails.reset < RESETS ? [this.#reset] : []),
      ...(Math.random() < 0.2 ? [this.#delete] : []),
    ];
    await pick(acts).call(this, person);
  }

  #acknowledge(person: Person, event?: string): void {
    this.acknowledged += 1;
    if (event !== undefined) noteAudit(person, event);
  }

  async #signUp(): Promise<void> {
    const { client, run } = this.#options;
    const person = newPerson(run);
    await client.ask('POST', '/user/signup', { body: { email: person.email }, network: person.network });
    this.people.push(person);
    person.emails.activation += 1;
    this.#acknowledge(person);
    person.password = newPassword();
    await this.#follow(person, 'activate', '/user/activate');
    person.state = 'active';
    this.#acknowledge(person, 'activate');
  }

  /**
   * Sets the password with the newest link. A link is replaced when the email is sent again, so a refusal with a link
   * that was not used by us means that a newer one is on its way.
   */
  async #follow(person: Person, kind: 'activate' | 'reset-password', path: string): Promise<void> {
    const { client, system, violations } = this.#options;
    const { email, network, password } = person;
    const deadline = Date.now() + LINK_LIMIT_MS;
    const refused: string[] = [];
    for (;;) {
      const token = await system.mailbox.token(email, kind, refused).catch(() => undefined);
      if (token !== undefined) {
        const { status } = await client.ask('POST', path, { body: { token, password }, network });
        if (status === 204) return;
        if (status !== 410) violations.add(`${path} of ${email} was answered with ${status}`);
        // The answer to an earlier try may have been lost on its way.
        if (await this.#opens(person, password)) return;
        refused.push(token);
      }
      if (Date.now() > deadline) {
        violations.add(`${email} has no ${kind} link that works, after ${refused.length} refusals`);
        return;
      }
    }
  }

  async #opens({ email, network }: Person, password: string): Promise<boolean> {
    const { client } = this.#options;
    return (await client.ask('POST', '/user/login', { body: { email, password }, network })).status === 200;
  }

  async #logIn(person: Person): Promise<void> {
    const { client, violations } = this.#options;
    const { email, network, password } = person;
    const answer = await client.ask('POST', '/user/login', { body: { email, password }, network });
    if (answer.status !== 200 || answer.token === undefined) {
      violations.add(`${email} cannot log in with the password that was acknowledged: ${answer.status}`);
      person.state = 'deleted';
      return;
    }
    person.id = memberOf(answer.json, 'id');
    person.live.push({ token: answer.token, since: Date.now() });
    this.#acknowledge(person, 'log_in');
  }

  /** A session that lives and whose token is not about to expire. */
  #token({ live }: Person): string | undefined {
    const fresh = live.filter(({ since }) => Date.now() - since < MINUTES_OF_A_TOKEN * 60_000);
    return fresh.length === 0 ? undefined : pick(fresh).token;
  }

  async #logOut(person: Person): Promise<void> {
    const { client, violations } = this.#options;
    const token = this.#token(person);
    const { network } = person;
    const { status, repeated } = await client.ask('POST', '/user/logout', { token, network });
    // 401: an earlier try has ended it, and its answer was lost.
    if (status !== 204 && !(repeated && status === 401)) {
      violations.add(`a log-out was answered with ${status}`);
    }
    person.ended.push(...person.live.filter((one) => one.token === token).map((one) => one.token));
    person.live.splice(0, person.live.length, ...person.live.filter((one) => one.token !== token));
    this.#acknowledge(person, 'log_out');
    await this.#tryEnded(person);
  }

  /** The token of an ended session is refused everywhere; only a refusal or no answer is right. */
  async #tryEnded(person: Person): Promise<void> {
    const { client, violations, system } = this.#options;
    const token = person.ended.at(-1);
    if (token === undefined) return;
    for (const { url } of system.piste) {
      const outcome = await client.tryAt(url, 'GET', '/user/sessions', { token, network: person.network });
      if (outcome !== 'lost' && outcome.status < 300) {
        violations.add(`an ended session of ${person.email} is accepted by ${url}`);
      }
    }
  }

  async #changeCity(person: Person): Promise<void> {
    const { client, violations } = this.#options;
    const { network, id } = person;
    const city = `Chamonix ${Math.floor(Math.random() * 1e9)}`;
    const call = { body: { city }, token: this.#token(person), network };
    const { status } = await client.ask('PUT', `/user/${id}`, call);
    if (status !== 200) {
      violations.add(`a change of details was answered with ${status}`);
      return;
    }
    person.city = city;
    this.#acknowledge(person);
  }

  async #changePassword(person: Person): Promise<void> {
    const { client, violations } = this.#options;
    const { network, password: old } = person;
    const token = this.#token(person);
    const password = newPassword();
    const call = { body: { currentPassword: old, password }, token, network };
    const first = await client.try('POST', '/user/change-password', call);
    if (first !== 'lost' && first.status === 429) return;
    if (first === 'lost') {
      await delay(LATE_COMMIT_MS);
      // Which of the two passwords opens is the answer; never both, never none.
      const [opensOld, opensNew] = [await this.#opens(person, old), await this.#opens(person, password)];
      violations.unless(opensOld !== opensNew, `${person.email}: old ${opensOld}, new password ${opensNew}`);
      if (!opensNew) return;
      endSessions(person);
    } else if (first.status === 204) {
      endSessions(person);
      if (first.token !== undefined) person.live.push({ token: first.token, since: Date.now() });
    } else {
      violations.add(`a change of password was answered with ${first.status}`);
      return;
    }
    this.#tookPassword(person, password, 'change_password');
    await this.#tryEnded(person);
  }

  #tookPassword(person: Person, password: string, event: string): void {
    person.retired.push(person.password);
    person.password = password;
    person.emails.notice += 1;
    this.#acknowledge(person, event);
  }

  async #reset(person: Person): Promise<void> {
    const { client } = this.#options;
    const { email, network, password: old } = person;
    const path = '/user/send-reset-password-email';
    await client.ask('POST', path, { body: { email }, network });
    person.emails.reset += 1;
    this.#acknowledge(person);
    person.password = newPassword();
    await this.#follow(person, 'reset-password', '/user/reset-password');
    endSessions(person);
    const next = person.password;
    person.password = old;
    this.#tookPassword(person, next, 'reset_password');
    await this.#tryEnded(person);
  }

  async #useFeature(person: Person): Promise<void> {
    const [name, feature] = pick([...chaosFeatures]);
    const { network } = person;
    const promise = await feature.use(this.#options.client, { token: this.#token(person), network });
    if (promise === undefined) return;
    person.promises.set(name, [...(person.promises.get(name) ?? []), promise]);
    this.#acknowledge(person);
  }

  async #delete(person: Person): Promise<void> {
    const { client, violations } = this.#options;
    const { network, id, password, email } = person;
    const call = { body: { password }, token: this.#token(person), network };
    const { status, repeated } = await client.ask('DELETE', `/user/${id}`, call);
    // 401: an earlier try has deleted it, and its answer was lost.
    const isGone = status === 204 || (repeated && status === 401 && !(await this.#opens(person, password)));
    if (!isGone) {
      violations.add(`the deletion of ${email} was answered with ${status}`);
      return;
    }
    person.state = 'deleted';
    endSessions(person);
    this.#acknowledge(person);
    await this.#tryEnded(person);
  }
}
