import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, freshToken, type Answer } from '../api/api-client.ts';
import {
  comparable,
  expectFieldErrors,
  expectGuarded,
  expectNotStored,
  expectProblem,
} from '../api/expectations.ts';
import { strongPassword } from '../api/member.ts';
import { Mailbox, tokenOf } from '../mail/mailbox.ts';
import { walkedSystem } from '../system/walked-system.ts';

const accountFields = [
  'id',
  'email',
  'firstName',
  'lastName',
  'phone',
  'addressLine1',
  'addressLine2',
  'city',
  'province',
  'postalCode',
  'country',
  'locale',
  'createdAt',
  'updatedAt',
];
const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const linkTo = (email: string): string =>
  Buffer.from(JSON.stringify({ email, id: randomBytes(32).toString('base64url') })).toString('base64url');

/** The contract table of design.md, row by row, as somebody reads it who has nothing else: no browser, no source. */
describe.each(['powder', 'piste'] as const)('the API at the port of %s', (door) => {
  const { addresses } = walkedSystem();
  const api = new ApiClient(addresses[door]);
  const mailbox = new Mailbox(addresses.inbox, 'api');
  const email = mailbox.address;
  const passwords = { first: strongPassword(), changed: strongPassword(), reset: strongPassword() };
  const logIn = (password: string, address = email): Promise<Answer> =>
    api.call('POST', '/user/login', { body: { email: address, password } });
  const signIn = async (password: string): Promise<string> => freshToken(await logIn(password));

  describe('POST /user/signup', () => {
    it('answers 202 {} and sends a link that carries the address and 32 random bytes in its fragment', async () => {
      const answer = await api.call('POST', '/user/signup', { body: { email, locale: 'en' } });
      expect([answer.status, answer.json]).toEqual([202, {}]);
      expectGuarded(answer);
      const link = new URL(await mailbox.linkTo('activate'));
      expect([link.origin, link.pathname, link.search]).toEqual([addresses.powder, '/activate', '']);
      const content = JSON.parse(Buffer.from(tokenOf(link.href), 'base64url').toString());
      expect(Object.keys(content).sort()).toEqual(['email', 'id']);
      expect(content.email).toBe(email);
      expect(Buffer.from(content.id, 'base64url')).toHaveLength(32);
    });

    it('names the field that is wrong, and refuses fields that nobody asked for', async () => {
      expectFieldErrors(await api.call('POST', '/user/signup', { body: { email: 'not-an-address' } }), [
        'email',
      ]);
      expectFieldErrors(await api.call('POST', '/user/signup', { body: {} }), ['email']);
      const withRole = { email, role: 'admin' };
      expectProblem(await api.call('POST', '/user/signup', { body: withRole }), 422, 'invalid_input');
    });
  });

  describe('activation', () => {
    let token: string;

    beforeAll(async () => {
      await api.call('POST', '/user/signup', { body: { email, locale: 'en' } });
      token = tokenOf(await mailbox.linkTo('activate'));
    });

    it('POST /user/check-link tells whose link it is, as often as one asks', async () => {
      for (const _ of [1, 2]) {
        const answer = await api.call('POST', '/user/check-link', { body: { token, purpose: 'activate' } });
        expect([answer.status, answer.json]).toEqual([200, { email }]);
        expectNotStored(answer);
      }
    });

    it('POST /user/check-link answers 410 alike for an unknown link and for another purpose', async () => {
      const unknown = { token: linkTo(email), purpose: 'activate' };
      expectProblem(await api.call('POST', '/user/check-link', { body: unknown }), 410, 'link_expired');
      const another = { token, purpose: 'reset' };
      expectProblem(await api.call('POST', '/user/check-link', { body: another }), 410, 'link_expired');
    });

    it('POST /user/score-password judges a password while it is typed', async () => {
      const weak = await api.call('POST', '/user/score-password', { body: { password: 'password1' } });
      expect(weak.status).toBe(200);
      expect(weak.json).toEqual({
        score: expect.any(Number),
        pwned: expect.any(Boolean),
        acceptable: false,
        warning: expect.anything(),
        suggestions: expect.any(Array),
      });
      const strong = await api.call('POST', '/user/score-password', {
        body: { password: passwords.first, email },
      });
      expect(strong.json).toMatchObject({ score: 4, pwned: false, acceptable: true });
    });

    it('the account cannot be logged in to before it is activated', async () => {
      expectProblem(await logIn(passwords.first), 401, 'invalid_credentials');
    });

    it('POST /user/activate refuses a weak password with its score and keeps the link good', async () => {
      const answer = await api.call('POST', '/user/activate', { body: { token, password: 'password1' } });
      expect(expectProblem(answer, 422, 'weak_password')).toHaveProperty('score', expect.any(Number));
    });

    it('POST /user/activate answers 204 once, then 410', async () => {
      const body = { token, password: passwords.first };
      const answer = await api.call('POST', '/user/activate', { body });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.headers.get('authorization')).toBeNull();
      expectProblem(await api.call('POST', '/user/activate', { body }), 410, 'link_expired');
      const again = { token, purpose: 'activate' };
      expectProblem(await api.call('POST', '/user/check-link', { body: again }), 410, 'link_expired');
    });
  });

  describe('POST /user/login', () => {
    it('answers 200 with the account and a token', async () => {
      const answer = await logIn(passwords.first);
      expect(answer.status).toBe(200);
      expect(Object.keys(Object(answer.json)).sort()).toEqual([...accountFields].sort());
      expect(answer.json).toMatchObject({
        id: expect.stringMatching(uuid),
        email,
        firstName: null,
        country: null,
      });
      expect(answer.json).toMatchObject({
        createdAt: expect.stringMatching(isoUtc),
        updatedAt: expect.stringMatching(isoUtc),
      });
      expect(freshToken(answer)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      expectGuarded(answer);
      expectNotStored(answer);
    });

    it('finds the account whatever the case of its address', async () => {
      expect((await logIn(passwords.first, email.toUpperCase())).status).toBe(200);
    });

    it('answers alike for an unknown address, a wrong password and an account that is pending', async () => {
      const pending = new Mailbox(addresses.inbox, 'pending').address;
      await api.call('POST', '/user/signup', { body: { email: pending } });
      const wrong = await logIn('not-the-password');
      expectProblem(wrong, 401, 'invalid_credentials');
      const unknown = await logIn('not-the-password', new Mailbox(addresses.inbox, 'nobody').address);
      const isPending = await logIn('not-the-password', pending);
      expect(comparable(unknown)).toEqual(comparable(wrong));
      expect(comparable(isPending)).toEqual(comparable(wrong));
    });
  });

  describe('an address that has an account', () => {
    it('signs up with the same answer, and is told the truth by mail', async () => {
      const known = await api.call('POST', '/user/signup', { body: { email } });
      const unknown = await api.call('POST', '/user/signup', {
        body: { email: new Mailbox(addresses.inbox).address },
      });
      expect(comparable(known)).toEqual(comparable(unknown));
      const mail = await mailbox.next();
      expect(mail.text).not.toContain('/activate#');
    });
  });

  describe('the account', () => {
    it('POST /user/get answers the account with a fresh token, and 401 without a good one', async () => {
      const token = await signIn(passwords.first);
      const answer = await api.call('POST', '/user/get', { token });
      expect([answer.status, answer.json]).toEqual([200, expect.objectContaining({ email })]);
      const renewed = await api.call('POST', '/user/get', { token: freshToken(answer) });
      expect(renewed.status).toBe(200);
      expectNotStored(answer);
      expectProblem(await api.call('POST', '/user/get'), 401, 'token_missing');
      expectProblem(await api.call('POST', '/user/get', { token: 'no.such.token' }), 401, 'token_invalid');
      const [head, claims] = token.split('.');
      const forged = `${head}.${claims}.${randomBytes(32).toString('base64url')}`;
      expectProblem(await api.call('POST', '/user/get', { token: forged }), 401, 'token_invalid');
    });

    it('PUT /user/:id changes what is sent and keeps the rest', async () => {
      const token = await signIn(passwords.first);
      const { id } = Object((await api.call('POST', '/user/get', { token })).json);
      const details = { firstName: 'Ada', city: 'Québec', province: 'QC', country: 'CA' };
      const answer = await api.call('PUT', `/user/${id}`, { token, body: details });
      expect([answer.status, answer.json]).toEqual([
        200,
        expect.objectContaining({ ...details, lastName: null }),
      ]);
      freshToken(answer);
      const next = await api.call('PUT', `/user/${id}`, { token, body: { lastName: 'Lovelace' } });
      expect(next.json).toMatchObject({ ...details, lastName: 'Lovelace' });
      const { updatedAt } = Object(answer.json);
      const stale = await api.call('PUT', `/user/${id}`, { token, body: { city: 'Laval', updatedAt } });
      expectProblem(stale, 409, 'stale');
      const current = { city: 'Laval', updatedAt: Object(next.json).updatedAt };
      expect((await api.call('PUT', `/user/${id}`, { token, body: current })).json).toMatchObject({
        city: 'Laval',
      });
    });

    it('PUT /user/:id answers 404 for any other id and 422 for what cannot be', async () => {
      const token = await signIn(passwords.first);
      const { id } = Object((await api.call('POST', '/user/get', { token })).json);
      const body = { firstName: 'Eve' };
      for (const other of [crypto.randomUUID(), 'not-an-id']) {
        expectProblem(await api.call('PUT', `/user/${other}`, { token, body }), 404, 'not_found');
      }
      expectProblem(await api.call('PUT', `/user/${id}`, { body }), 401, 'token_missing');
      expectFieldErrors(await api.call('PUT', `/user/${id}`, { token, body: { country: 'XX' } }), [
        'country',
      ]);
      for (const forbidden of [
        { id: crypto.randomUUID() },
        { email: 'eve@example.com' },
        { status: 'active' },
      ]) {
        expectProblem(await api.call('PUT', `/user/${id}`, { token, body: forbidden }), 422, 'invalid_input');
      }
    });
  });

  describe('sessions', () => {
    it('GET /user/sessions lists them, DELETE ends one at once', async () => {
      const here = await signIn(passwords.first);
      const there = await signIn(passwords.first);
      const answer = await api.call('GET', '/user/sessions', { token: there });
      const { sessions }: { sessions: { sid: string; current: boolean }[] } = JSON.parse(answer.text);
      expect(answer.status).toBe(200);
      for (const session of sessions) {
        expect(Object.keys(session).sort()).toEqual([
          'createdAt',
          'current',
          'device',
          'ip',
          'lastSeenAt',
          'sid',
        ]);
      }
      const current = sessions.filter((session) => session.current);
      expect(current).toHaveLength(1);
      const gone = await api.call('DELETE', `/user/sessions/${current[0]?.sid}`, { token: here });
      expect([gone.status, gone.text]).toEqual([204, '']);
      expectProblem(await api.call('POST', '/user/get', { token: there }), 401, 'session_ended');
      const unknown = await api.call('DELETE', `/user/sessions/${crypto.randomUUID()}`, { token: here });
      expectProblem(unknown, 404, 'not_found');
    });

    it('POST /user/logout answers 204 and the token is worth nothing more', async () => {
      const token = await signIn(passwords.first);
      const answer = await api.call('POST', '/user/logout', { token });
      expect([answer.status, answer.text, answer.headers.get('authorization')]).toEqual([204, '', null]);
      expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
      expectProblem(await api.call('GET', '/10-45', { token }), 401, 'session_ended');
      expectProblem(await api.call('POST', '/user/logout'), 401, 'token_missing');
    });
  });

  describe('passwords', () => {
    it('POST /user/change-password ends every other session and tells the owner', async () => {
      const here = await signIn(passwords.first);
      const there = await signIn(passwords.first);
      const wrong = { currentPassword: 'not-the-password', password: passwords.changed };
      expectProblem(
        await api.call('POST', '/user/change-password', { token: here, body: wrong }),
        401,
        'invalid_credentials',
      );
      const weak = { currentPassword: passwords.first, password: 'password1' };
      expectProblem(
        await api.call('POST', '/user/change-password', { token: here, body: weak }),
        422,
        'weak_password',
      );
      const body = { currentPassword: passwords.first, password: passwords.changed };
      expect((await api.call('POST', '/user/change-password', { token: here, body })).status).toBe(204);
      expect((await api.call('POST', '/user/get', { token: here })).status).toBe(200);
      expectProblem(await api.call('POST', '/user/get', { token: there }), 401, 'session_ended');
      expectProblem(await logIn(passwords.first), 401, 'invalid_credentials');
      expect((await logIn(passwords.changed)).status).toBe(200);
      await mailbox.next((mail) => /password/i.test(mail.subject));
    });

    it('POST /user/send-reset-password-email answers alike, POST /user/reset-password ends every session', async () => {
      const token = await signIn(passwords.changed);
      const known = await api.call('POST', '/user/send-reset-password-email', { body: { email } });
      const nobody = new Mailbox(addresses.inbox, 'nobody').address;
      const unknown = await api.call('POST', '/user/send-reset-password-email', { body: { email: nobody } });
      expect([known.status, known.json]).toEqual([202, {}]);
      expect(comparable(known)).toEqual(comparable(unknown));
      const link = tokenOf(await mailbox.linkTo('reset-password'));
      expectProblem(
        await api.call('POST', '/user/activate', { body: { token: link, password: passwords.reset } }),
        410,
        'link_expired',
      );
      const body = { token: link, password: passwords.reset };
      const answer = await api.call('POST', '/user/reset-password', { body });
      expect([answer.status, answer.headers.get('authorization')]).toEqual([204, null]);
      expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
      expectProblem(await api.call('POST', '/user/reset-password', { body }), 410, 'link_expired');
      expect((await logIn(passwords.reset)).status).toBe(200);
      await mailbox.next((mail) => !mail.text.includes('/reset-password#'));
    });
  });

  describe('the secret message', () => {
    it('GET /10-45 says where it will be, GET /10-45/get-message/:id has it after the delay', async () => {
      const token = await signIn(passwords.reset);
      const answer = await api.call('GET', '/10-45', { token });
      const sentence =
        /^Off-Piste checking in! Check back with Piste at \/10-45\/get-message\/(\S+) in 1 minute for a secret message\.$/;
      expect(answer.status).toBe(200);
      const id = sentence.exec(String(answer.json))?.[1];
      expect(id).toBeDefined();
      expectProblem(await api.call('GET', `/10-45/get-message/${id}`, { token }), 404, 'message_not_found');
      const message = await eventually(() => api.call('GET', `/10-45/get-message/${id}`, { token }));
      expect([message.status, typeof message.json]).toEqual([200, 'string']);
    });
  });

  describe('what an owner may ask for', () => {
    it('GET /user/export holds the account and no secret', async () => {
      const token = await signIn(passwords.reset);
      const answer = await api.call('GET', '/user/export', { token });
      expect(answer.status).toBe(200);
      expect(answer.text).toContain(email);
      expect(answer.text).not.toMatch(/argon2|password_?hash/i);
      expectNotStored(answer);
    });

    it('DELETE /user/:id takes the password and leaves nothing to log in to', async () => {
      const token = await signIn(passwords.reset);
      const { id } = Object((await api.call('POST', '/user/get', { token })).json);
      const gone = (password: string, whose = id): Promise<Answer> =>
        api.call('DELETE', `/user/${whose}`, { token, body: { password } });
      expectProblem(await gone('not-the-password'), 401, 'invalid_credentials');
      expectProblem(await gone(passwords.reset, crypto.randomUUID()), 404, 'not_found');
      const answer = await gone(passwords.reset);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
      expectProblem(await logIn(passwords.reset), 401, 'invalid_credentials');
    });
  });
});

/** Asks until the answer is 200, at most ten seconds. */
async function eventually(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer.status === 200 || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
