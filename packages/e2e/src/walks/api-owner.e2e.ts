import { beforeAll, describe, expect, it } from '@jest/globals';
import { freshToken } from '../api/api-client.ts';
import { comparable, contentOf, expectNotStored, expectProblem } from '../api/expectations.ts';
import { becomeMember, strongPassword } from '../api/member.ts';
import { ApiWalker } from '../api/walker.ts';
import { Mailbox, tokenOf } from '../mail/mailbox.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** Sessions, passwords, export and deletion of design.md's contract table, by hand. */
describe.each(['powder', 'piste'] as const)(
  'the API at the port of %s, for the owner of an account',
  (door) => {
    const { addresses } = walkedSystem();
    const changedPassword = strongPassword();
    let api: ApiWalker;
    let mailbox: Mailbox;
    let firstPassword: string;

    beforeAll(async () => {
      const member = await becomeMember(addresses);
      ({ mailbox, password: firstPassword } = member);
      api = new ApiWalker(addresses[door], member.email);
    });

    it('GET /user/sessions lists the sessions, DELETE ends one at once', async () => {
      const here = await api.signIn(firstPassword);
      const there = await api.signIn(firstPassword);
      const answer = await api.call('GET', '/user/sessions', { token: there });
      expect(answer.status).toBe(200);
      freshToken(answer);
      const sessions = contentOf(answer)['sessions'] as Record<string, unknown>[];
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
      const current = sessions.filter((session) => session['current'] === true);
      expect(current).toHaveLength(1);
      const ended = await api.call('DELETE', `/user/sessions/${String(current[0]?.['sid'])}`, {
        token: here,
      });
      expect([ended.status, ended.text]).toEqual([204, '']);
      expectProblem(await api.call('POST', '/user/get', { token: there }), 401, 'session_ended');
      const unknown = await api.call('DELETE', `/user/sessions/${crypto.randomUUID()}`, { token: here });
      expectProblem(unknown, 404, 'not_found');
    });

    it('POST /user/change-password ends every session, gives the caller a new one and emails the owner', async () => {
      const here = await api.signIn(firstPassword);
      const there = await api.signIn(firstPassword);
      const change = (currentPassword: string, password: string) =>
        api.call('POST', '/user/change-password', { token: here, body: { currentPassword, password } });
      expectProblem(await change('not-the-password', changedPassword), 401, 'invalid_credentials');
      expectProblem(await change(firstPassword, 'password1'), 422, 'weak_password');
      const answer = await change(firstPassword, changedPassword);
      expect(answer.status).toBe(204);
      expect((await api.call('POST', '/user/get', { token: freshToken(answer) })).status).toBe(200);
      for (const token of [here, there]) {
        expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
      }
      expectProblem(await api.logIn(firstPassword), 401, 'invalid_credentials');
      expect((await api.logIn(changedPassword)).status).toBe(200);
      await mailbox.next((mail) => /password/i.test(mail.subject));
    });

    describe('after a forgotten password', () => {
      let forgetful: ApiWalker;
      let inbox: Mailbox;
      let token: string;

      beforeAll(async () => {
        const member = await becomeMember(addresses);
        inbox = member.mailbox;
        forgetful = new ApiWalker(addresses[door], member.email);
        token = await forgetful.signIn(member.password);
      });

      it('POST /user/send-reset-password-email gives the same answer for known and unknown addresses', async () => {
        const { email } = forgetful;
        const known = await api.call('POST', '/user/send-reset-password-email', { body: { email } });
        const unused = new Mailbox(addresses.inbox, 'unused').address;
        const unknown = await api.call('POST', '/user/send-reset-password-email', {
          body: { email: unused },
        });
        expect([known.status, known.json]).toEqual([202, {}]);
        expect(comparable(known)).toEqual(comparable(unknown));
      });

      it('POST /user/reset-password takes the newest link once, ends every session and emails the owner', async () => {
        const password = strongPassword();
        const body = { token: tokenOf(await inbox.linkTo('reset-password')), password };
        expectProblem(await api.call('POST', '/user/activate', { body }), 410, 'link_expired');
        const answer = await api.call('POST', '/user/reset-password', { body });
        expect([answer.status, answer.headers.get('authorization')]).toEqual([204, null]);
        expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
        expectProblem(await api.call('POST', '/user/reset-password', { body }), 410, 'link_expired');
        expect((await forgetful.logIn(password)).status).toBe(200);
        await inbox.next((mail) => /password was changed/i.test(mail.subject));
      });
    });

    it('GET /user/export returns all stored personal data and no secret', async () => {
      const answer = await api.call('GET', '/user/export', { token: await api.signIn(changedPassword) });
      expect(answer.status).toBe(200);
      freshToken(answer);
      expect(answer.text).toContain(api.email);
      expect(answer.text).not.toMatch(/argon2|password_?hash/i);
      expectNotStored(answer);
    });

    it('DELETE /user/:id requires the password and removes the account', async () => {
      const token = await api.signIn(changedPassword);
      const id = await api.idOf(token);
      const remove = (whose: string, password: string) =>
        api.call('DELETE', `/user/${whose}`, { token, body: { password } });
      expectProblem(await remove(id, 'not-the-password'), 401, 'invalid_credentials');
      expectProblem(await remove(crypto.randomUUID(), changedPassword), 404, 'not_found');
      const answer = await remove(id, changedPassword);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
      expectProblem(await api.logIn(changedPassword), 401, 'invalid_credentials');
    });
  },
);
