import { randomBytes, randomUUID } from 'node:crypto';
import type { System } from '../system/system.types.ts';
import { Client, freshNetwork, type Answer } from './client.ts';

export interface Person {
  readonly email: string;
  readonly password: string;
}

export interface Member extends Person {
  readonly id: string;
  /** The value of an Authorization header. */
  readonly authorization: string;
}

/** Passes every password rule and is on no list. */
export const strongPassword = () => `tuque-${randomBytes(6).toString('hex')}-Poudreuse`;

/** All passwords that are right or wrong in this run, whether or not People remembers them. */
export const passwordForm = /(?:tuque-[0-9a-f]{12}|wrong)-Poudreuse/i;

/** Makes accounts; remembers their secrets, so that the logs can be searched for them. */
export class People {
  readonly #system: System;
  readonly canaries = new Set<string>();
  #template: { password: string; hash: string } | undefined;

  constructor(system: System) {
    this.#system = system;
  }

  address(prefix = 'rider'): string {
    const email = `${prefix}-${randomUUID().slice(0, 13)}@example.com`;
    this.canaries.add(email);
    return email;
  }

  /** A client of a replica, from a network that was not used before. */
  visitor(replica: 0 | 1 = 0): Client {
    return this.visitorOf(this.#system.piste[replica].url);
  }

  visitorOf(url: string): Client {
    return new Client(url, { network: freshNetwork() });
  }

  /** Through sign-up and the emailed link. */
  async activated(email = this.address(), password = strongPassword()): Promise<Person> {
    this.canaries.add(password);
    const visitor = this.visitor();
    await expectStatus(202, visitor.post('/user/signup', { email }));
    const token = await this.#system.mailbox.token(email, 'activate');
    this.canaries.add(token);
    await expectStatus(204, visitor.post('/user/activate', { token, password }));
    visitor.close();
    return { email, password };
  }

  /** Accounts with a password, inserted directly: hashing would take most of the time. */
  async active(count: number, status: 'active' | 'pending' = 'active'): Promise<Person[]> {
    return this.accountsAt(
      Array.from({ length: count }, () => this.address()),
      status,
    );
  }

  async accountsAt(emails: readonly string[], status: 'active' | 'pending' = 'active'): Promise<Person[]> {
    const { password, hash } = (this.#template ??= await this.#makeTemplate());
    await this.#system.database.query(
      `INSERT INTO users (email, status, password_hash, locale)
       SELECT email, $2, CASE WHEN $2 = 'active' THEN $3 END, 'en' FROM unnest($1::text[]) AS email`,
      [emails, status, hash],
    );
    return emails.map((email) => ({ email, password }));
  }

  async one(): Promise<Person> {
    const [person] = await this.active(1);
    if (person === undefined) throw new Error('No account was made');
    return person;
  }

  /** @throws when the log-in is refused */
  async signIn({ email, password }: Person, client: Client = this.visitor()): Promise<Member> {
    const answer = await expectStatus(200, client.post('/user/login', { email, password }));
    const authorization = authorizationOf(answer);
    this.canaries.add(authorization.slice('Bearer '.length));
    return { email, password, id: String(answer.json['id']), authorization };
  }

  async member(client?: Client): Promise<Member> {
    return this.signIn(await this.one(), client);
  }

  /** The token of a new reset email. */
  async resetToken(email: string, seen: readonly string[] = []): Promise<string> {
    const visitor = this.visitor();
    await expectStatus(202, visitor.post('/user/send-reset-password-email', { email }));
    visitor.close();
    const token = await this.#system.mailbox.token(email, 'reset-password', seen);
    this.canaries.add(token);
    return token;
  }

  async #makeTemplate(): Promise<{ password: string; hash: string }> {
    const { email, password } = await this.activated();
    const { rows } = await this.#system.database.query<{ password_hash: string }>(
      'SELECT password_hash FROM users WHERE email = $1',
      [email],
    );
    return { password, hash: rows[0]?.password_hash ?? '' };
  }
}

export async function expectStatus(status: number, asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}

/** @throws when the answer carries no token */
export function authorizationOf({ status, headers, text }: Answer): string {
  if (headers.authorization === undefined) throw new Error(`No token in the answer ${status}: ${text}`);
  return headers.authorization;
}

/** The payload of a token, unchecked. */
export function claimsOf(authorization: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = authorization.replace(/^Bearer /, '').split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return typeof claims === 'object' && claims !== null ? { ...claims } : {};
}
