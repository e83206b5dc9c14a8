import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { freshToken } from '../api/api-client.ts';
import {
  comparable,
  expectFieldErrors,
  expectGuarded,
  expectNotStored,
  expectProblem,
} from '../api/expectations.ts';
import { strongPassword } from '../api/member.ts';
import { ApiWalker } from '../api/walker.ts';
import { Mailbox, tokenOf } from '../mail/mailbox.ts';
import { walkedSystem } from '../system/walked-system.ts';

const isoUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const linkFor = (email: string): string =>
  Buffer.from(JSON.stringify({ email, id: randomBytes(32).toString('base64url') })).toString('base64url');

/** The contract table of design.md, checked with nothing but HTTP. */
describe.each(['powder', 'piste'] as const)('the API at the port of %s, from sign-up to log-in', (door) => {
  const { addresses } = walkedSystem();
  const mailbox = new Mailbox(addresses.inbox, 'api');
  const api = new ApiWalker(addresses[door], mailbox.address);
  const { email } = api;
  const password = strongPassword();

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

    it('names the invalid field, and refuses unknown fields', async () => {
      expectFieldErrors(await api.call('POST', '/user/signup', { body: { email: 'no-address' } }), ['email']);
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

    it('POST /user/check-link returns the address of the link, any number of times', async () => {
      const body = { token, purpose: 'activate' };
      await api.call('POST', '/user/check-link', { body });
      const answer = await api.call('POST', '/user/check-link', { body });
      expect([answer.status, answer.json]).toEqual([200, { email }]);
      expectNotStored(answer);
    });

    it('POST /user/check-link answers 410 for an unknown link and for one of another purpose', async () => {
      const unknown = await api.call('POST', '/user/check-link', {
        body: { token: linkFor(email), purpose: 'activate' },
      });
      expectProblem(unknown, 410, 'link_expired');
      const another = await api.call('POST', '/user/check-link', { body: { token, purpose: 'reset' } });
      expect(comparable(another)).toEqual(comparable(unknown));
    });

    it('POST /user/score-password returns the score of a password', async () => {
      const weak = await api.call('POST', '/user/score-password', { body: { password: 'password1' } });
      expect(weak.status).toBe(200);
      expect(weak.json).toEqual({
        score: expect.any(Number),
        pwned: expect.any(Boolean),
        acceptable: false,
        warning: expect.anything(),
        suggestions: expect.any(Array),
      });
      const strong = await api.call('POST', '/user/score-password', { body: { password, email } });
      expect(strong.json).toMatchObject({ score: 4, pwned: false, acceptable: true });
    });

    it('the account cannot be logged in to before it is activated', async () => {
      expectProblem(await api.logIn(password), 401, 'invalid_credentials');
    });

    it('POST /user/activate refuses a weak password with its score and does not use up the link', async () => {
      const answer = await api.call('POST', '/user/activate', { body: { token, password: 'password1' } });
      expect(expectProblem(answer, 422, 'weak_password')).toHaveProperty('score', expect.any(Number));
    });

    it('POST /user/activate answers 204 once, then 410', async () => {
      const body = { token, password };
      const answer = await api.call('POST', '/user/activate', { body });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.headers.get('authorization')).toBeNull();
      expectProblem(await api.call('POST', '/user/activate', { body }), 410, 'link_expired');
      const used = { token, purpose: 'activate' };
      expectProblem(await api.call('POST', '/user/check-link', { body: used }), 410, 'link_expired');
    });
  });

  describe('POST /user/login', () => {
    it('answers 200 with the account and a token', async () => {
      const answer = await api.logIn(password);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        id: expect.stringMatching(uuid),
        email,
        firstName: null,
        lastName: null,
        phone: null,
        addressLine1: null,
        addressLine2: null,
        city: null,
        province: null,
        postalCode: null,
        country: null,
        locale: 'en',
        createdAt: expect.stringMatching(isoUtc),
        updatedAt: expect.stringMatching(isoUtc),
      });
      expect(freshToken(answer)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      expectGuarded(answer);
      expectNotStored(answer);
    });

    it('ignores the case of the address', async () => {
      expect((await api.logIn(password, email.toUpperCase())).status).toBe(200);
    });

    it('gives the same answer for an unknown address, a wrong password and a pending account', async () => {
      const pending = new Mailbox(addresses.inbox, 'pending').address;
      await api.call('POST', '/user/signup', { body: { email: pending } });
      const wrong = await api.logIn('not-the-password');
      expectProblem(wrong, 401, 'invalid_credentials');
      const unused = new Mailbox(addresses.inbox, 'unused').address;
      expect(comparable(await api.logIn('not-the-password', unused))).toEqual(comparable(wrong));
      expect(comparable(await api.logIn('not-the-password', pending))).toEqual(comparable(wrong));
    });
  });

  it('POST /user/signup gives the same answer for an address that has an account, which gets an email instead', async () => {
    const known = await api.call('POST', '/user/signup', { body: { email } });
    const unused = new Mailbox(addresses.inbox, 'unused').address;
    const unknown = await api.call('POST', '/user/signup', { body: { email: unused } });
    expect(comparable(known)).toEqual(comparable(unknown));
    expect((await mailbox.next()).text).not.toContain('/activate#');
  });
});
