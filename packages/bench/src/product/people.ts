import type { Request } from '../load/load.types.ts';
import { addressOf, password } from './world.ts';

const json = { 'Content-Type': 'application/json' };

/** Log-ins of many accounts, each with the right password. */
export function logInRequests(count: number, path = '/user/login'): Request[] {
  return Array.from({ length: count }, (_, account) => ({
    method: 'POST',
    path,
    headers: json,
    body: JSON.stringify({ email: addressOf(account), password }),
  }));
}

/** `Authorization` of fresh sessions, one for each account. */
export async function logIn(port: number, count: number): Promise<string[]> {
  const authorizations: string[] = [];
  for (const { path, headers, body } of logInRequests(count)) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
    const authorization = response.headers.get('authorization');
    if (authorization === null) throw new Error(`The log-in was answered ${response.status} without a token`);
    authorizations.push(authorization);
  }
  return authorizations;
}

/** `POST /user/get` of each session. */
export function userGetRequests(authorizations: readonly string[]): Request[] {
  return authorizations.map((Authorization) => ({
    method: 'POST',
    path: '/user/get',
    headers: { Authorization },
  }));
}
