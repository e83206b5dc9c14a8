import { expect, it } from '@jest/globals';
import { becomeMember, logInByApi, strongPassword } from '../api/member.ts';
import { ApiClient } from '../api/api-client.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';

describeBrowserWalk('passwords and links', (arrive) => {
  const { addresses } = walkedSystem();

  it('a visitor who forgot the password sets a new one, which ends the old sessions', async () => {
    const member = await becomeMember(addresses);
    const { token } = await logInByApi(addresses.piste, member);
    const visitor = await arrive({ walk: 'reset-password' });
    const site = new Site(visitor.page);
    await site.logIn.open();
    await site.logIn.fill({ email: member.email });
    await site.logIn.chooseForgotPassword();
    await site.showsTitle(site.words.forgot);
    expect(await site.forgotPassword.value('email')).toBe(member.email);
    await visitor.station('forgot-password');
    await site.forgotPassword.submit();
    await site.showsTitle(site.words.checkMail);
    await visitor.station('check-mail');

    await visitor.page.goto(await member.mailbox.linkTo('reset-password'));
    await site.showsTitle(site.words.chooseNewPassword);
    const password = strongPassword();
    await site.setPassword.type(password);
    await site.setPassword.verdict(site.words.strongEnough);
    await visitor.station('new-password');
    await site.setPassword.submit();
    await site.showsTitle(site.words.welcomeBack);
    expect(await site.logIn.notice()).toMatch(/password is changed/i);
    await visitor.station('log-in');

    const answer = await new ApiClient(addresses.piste).call('POST', '/user/get', { token });
    expect(answer.status).toBe(401);
    await site.logIn.logIn({ email: member.email, password });
    await site.showsTitle(site.words.home);
    await member.mailbox.next((mail) => /password was changed/i.test(mail.subject));
  });

  it('a wrong password is refused with a helpful message, and the email field keeps its value', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'wrong-password' });
    const site = new Site(visitor.page);
    await site.logIn.open();
    await site.logIn.logIn({ ...member, password: 'not-the-password' });
    expect(await site.logIn.refusal()).toMatch(/do not match/i);
    expect(await site.logIn.value('email')).toBe(member.email);
    await visitor.station('refused');
    await site.logIn.fill({ password: member.password });
    await site.logIn.submit();
    await site.showsTitle(site.words.home);
  });

  it('after too many wrong passwords the page says how long to wait', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'wrong-password' });
    const site = new Site(visitor.page);
    const api = new ApiClient(addresses.piste);
    const guess = { email: member.email, password: 'not-the-password' };
    await site.logIn.open();
    await site.logIn.fill(guess);
    for (let status = 401; status === 401;)
      ({ status } = await api.call('POST', '/user/login', { body: guess }));
    await site.logIn.submit();
    expect(await site.logIn.refusal()).toMatch(/too often.*wait/i);
    await visitor.station('too-often');
  });

  it('a used link says so and offers a new one', async () => {
    const member = await becomeMember(addresses);
    const api = new ApiClient(addresses.piste);
    await api.call('POST', '/user/send-reset-password-email', { body: { email: member.email } });
    const link = await member.mailbox.linkTo('reset-password');
    const visitor = await arrive({ walk: 'used-link' });
    const site = new Site(visitor.page);
    await visitor.page.goto(link);
    const password = strongPassword();
    await site.setPassword.type(password);
    await site.setPassword.submit();
    await site.showsTitle(site.words.welcomeBack);

    await visitor.page.goto('about:blank');
    await visitor.page.goto(link);
    await site.showsTitle(site.words.linkExpired);
    await visitor.station('used-link');
    await visitor.page.getByRole('link', { name: site.words.newLink }).click();
    await site.showsTitle(site.words.forgot);
    expect(await site.forgotPassword.value('email')).toBe(member.email);
  });

  it('a link that was replaced while its page was open is refused, and the page offers a new one', async () => {
    const member = await becomeMember(addresses);
    const api = new ApiClient(addresses.piste);
    const body = { email: member.email };
    await api.call('POST', '/user/send-reset-password-email', { body });
    const visitor = await arrive({ walk: 'used-link' });
    const site = new Site(visitor.page);
    await visitor.page.goto(await member.mailbox.linkTo('reset-password'));
    await site.setPassword.type(strongPassword());
    await api.call('POST', '/user/send-reset-password-email', { body });
    await member.mailbox.linkTo('reset-password');
    await site.setPassword.submit();
    expect(await site.setPassword.refusal()).toMatch(/expired|already been used/i);
    await visitor.station('replaced-link');
    await visitor.page.getByRole('link', { name: site.words.newLink }).click();
    await site.showsTitle(site.words.forgot);
  });
});
