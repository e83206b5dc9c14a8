import { accountSchema, type Account } from '@gnar/contract';
import { Mailbox, tokenOf } from '../mail/mailbox.ts';
import { ApiClient, freshToken } from './api-client.ts';

/** A user with an account, made through the API for walks that test something else. */
export interface Member {
  readonly email: string;
  readonly password: string;
  readonly mailbox: Mailbox;
}

/** Passes every password rule and differs for each member. */
export const strongPassword = (): string => `tuque-Glacier-${crypto.randomUUID().slice(0, 13)}-poudreuse`;

export async function becomeMember(
  addresses: { piste: string; inbox: string },
  locale = 'en',
): Promise<Member> {
  const api = new ApiClient(addresses.piste);
  const mailbox = new Mailbox(addresses.inbox, 'member');
  const password = strongPassword();
  await expectStatus(202, api.call('POST', '/user/signup', { body: { email: mailbox.address, locale } }));
  const token = tokenOf(await mailbox.linkTo('activate'));
  await expectStatus(204, api.call('POST', '/user/activate', { body: { token, password } }));
  return { email: mailbox.address, password, mailbox };
}

/** Logs in through the API. @returns the account and its JWT. */
export async function logInByApi(
  piste: string,
  { email, password }: Pick<Member, 'email' | 'password'>,
): Promise<{ account: Account; token: string }> {
  const answer = await expectStatus(
    200,
    new ApiClient(piste).call('POST', '/user/login', { body: { email, password } }),
  );
  return { account: accountSchema.parse(answer.json), token: freshToken(answer) };
}

async function expectStatus(
  status: number,
  call: ReturnType<ApiClient['call']>,
): ReturnType<ApiClient['call']> {
  const answer = await call;
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
