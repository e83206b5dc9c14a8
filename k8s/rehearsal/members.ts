import { waitForMail } from '@gnar/lodge/testing';
import type { EdgeAnswer, EdgeClient } from './edge-client.ts';
import type { Rehearsal } from './rehearsal.ts';

export interface Member {
  readonly email: string;
  readonly client: EdgeClient;
  /** The Authorization header to send next. */
  authorization: string;
}

/** Strong by every rule, and in no list. */
export const strongPassword = 'tuque-Glacier-7341-poudreuse';

const MAIL_LIMIT_MS = 20_000;

/** A user with an account and a session, made by requests through the edge. */
export async function becomeMember(rehearsal: Rehearsal, email: string): Promise<Member> {
  const client = rehearsal.client();
  const post = async (path: string, status: number, body: unknown) => {
    const answer = await client.call('POST', path, { body });
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer;
  };
  await post('/user/signup', 202, { email, locale: 'en' });
  const token = await tokenFromMail(rehearsal, email, 'activate');
  await post('/user/activate', 204, { token, password: strongPassword });
  const login = await post('/user/login', 200, { email, password: strongPassword });
  return { email, client, authorization: freshToken(login) };
}

/** Waits for the mail and reads the token in its link, which leads to that page of the product's own host. */
export async function tokenFromMail(
  { parts: { lodge, host } }: Rehearsal,
  email: string,
  page: 'activate' | 'reset-password',
): Promise<string> {
  const link = new RegExp(`https://${host}/${page}#([\\w-]+)`);
  const mail = await waitForMail(email, ({ text }) => link.test(text), {
    sesEndpoint: lodge.ses.endpoint,
    timeoutMs: MAIL_LIMIT_MS,
  });
  return link.exec(mail.text)?.[1] ?? '';
}

/** The header that carries the session on. @throws when the answer has none */
export function freshToken({ status, headers, text }: EdgeAnswer): string {
  if (!headers.authorization) throw new Error(`No fresh token in the answer ${status}: ${text}`);
  return headers.authorization;
}
