import { freshAddress, nextToken } from './mailbox.ts';
import type { PisteUnderTest } from './piste-under-test.ts';
import type { Answer } from './api-client.ts';

/** Strong by every rule, and in no list. */
export const strongPassword = 'tuque-Glacier-7341-poudreuse';
export const otherStrongPassword = 'Crevasse+mousqueton-9152-bise';

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** Of the session that was opened last: the value of an Authorization header. */
  readonly authorization: string;
}

/** Walks through sign-up and activation. */
export async function activateByEmail({ api }: PisteUnderTest, email = freshAddress()): Promise<string> {
  await api.post('/user/signup', { email });
  const token = await nextToken(email, 'activate');
  const { status } = await api.post('/user/activate', { token, password: strongPassword });
  if (status !== 204) throw new Error(`The activation was answered with ${status}.`);
  return email;
}

/** One hash for all of them: it is the same password, and hashing is most of the time of a test. */
let strongHash: Promise<string> | undefined;

/** An active account, put where sign-up and activation would: for tests whose subject is something else. */
export async function makeActive({ parts }: PisteUnderTest, email = freshAddress()): Promise<string> {
  await parts.database.run(
    `INSERT INTO users (email, status, password_hash, locale) VALUES ($1, 'active', $2, 'en')`,
    [email, await (strongHash ??= parts.argon2.hash(strongPassword))],
  );
  return email;
}

/** An active account with a session. */
export async function makeSignedIn(piste: PisteUnderTest, email = freshAddress()): Promise<Person> {
  await makeActive(piste, email);
  const answer = await piste.api.post('/user/login', { email, password: strongPassword });
  return {
    id: String(answer.json['id']),
    email,
    password: strongPassword,
    authorization: authorizationOf(answer),
  };
}

/** @returns the value of the Authorization header of another session */
export async function logIn({ api }: PisteUnderTest, { email, password }: Person): Promise<string> {
  return authorizationOf(await api.post('/user/login', { email, password }));
}

export function authorizationOf({ status, headers, text }: Answer): string {
  const authorization = headers.get('authorization');
  if (authorization === null) throw new Error(`No fresh token in the answer ${status}: ${text}`);
  return authorization;
}
