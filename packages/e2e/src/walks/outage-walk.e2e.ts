import { expect, it } from '@jest/globals';
import { eventually } from '../api/eventually.ts';
import { becomeMember, logInByApi, type Member } from '../api/member.ts';
import type { Visitor } from '../browser/visitor.ts';
import { Mailbox } from '../mail/mailbox.ts';
import { Site } from '../pages/site.ts';
import { expectToldByStart, Outage } from '../system/outage.ts';
import type { ServiceName } from '../system/running-file.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';

describeBrowserWalk('the page while a service is killed', (arrive) => {
  const { addresses } = walkedSystem();
  const enter = async (service: ServiceName): Promise<{ visitor: Visitor; site: Site; member: Member }> => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'outage' });
    const site = new Site(visitor.page);
    await site.enter(member);
    await visitor.station(`before-${service}`);
    return { visitor, site, member };
  };

  it.each(['postgres', 'piste'] as const)(
    '%s: the page says what to do, keeps what is typed, and continues without a reload',
    async (service) => {
      const { visitor, site, member } = await enter(service);
      await site.home.open('personal');
      await site.personal.fill({ firstName: 'Ada', country: 'CA', province: 'QC' });
      const outage = Outage.begin(service);
      await site.personal.submit();
      expect(await site.notification.innerText()).toMatch(
        /not answering.*Nothing you typed is lost.*Try again/s,
      );
      await visitor.station(`${service}-is-down`);
      expect(await site.personal.value('firstName')).toBe('Ada');
      expect(await site.personal.value('province')).toBe('QC');
      await outage.end();
      await site.retryUntil(async () => (await site.notification.innerText()).includes('saved'));
      await visitor.station(`${service}-is-back`);
      expect((await logInByApi(addresses.piste, member)).account).toMatchObject({
        firstName: 'Ada',
        province: 'QC',
      });
      expectToldByStart(service);
    },
  );

  it('postgres: a failed log-in is sent again with what was typed', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'outage' });
    const site = new Site(visitor.page);
    await site.logIn.open();
    await site.logIn.fill({ email: member.email, password: member.password });
    const outage = Outage.begin('postgres');
    await site.logIn.submit();
    expect(await site.notification.innerText()).toMatch(/not answering.*Try again/s);
    expect(await site.logIn.value('password')).toBe(member.password);
    await visitor.station('log-in-without-postgres');
    await outage.end();
    const home = visitor.page.getByRole('heading', { level: 1, name: site.words.home });
    await site.retryUntil(() => home.isVisible());
  });

  it('redis: signed-in users stay signed in, and an ended session is refused', async () => {
    const { visitor, site, member } = await enter('redis');
    const { token } = await logInByApi(addresses.piste, member);
    await endSession(token);
    const outage = Outage.begin('redis');
    const refused = await ask('/user/get', token);
    expect([401, 503]).toContain(refused.status);
    await site.home.open('personal');
    await site.personal.fill({ firstName: 'Ada' });
    await site.personal.submit();
    const said = await site.notification.innerText();
    expect(said).toMatch(/saved|not answering.*Try again/s);
    await visitor.station('redis-is-down');
    await outage.end();
    if (!said.includes('saved')) {
      await site.retryUntil(async () => (await site.notification.innerText()).includes('saved'));
    }
    expect((await ask('/user/get', token)).status).toBe(401);
    expectToldByStart('redis');
  });

  it('ses: the page shows no error, and the email arrives when SES is back', async () => {
    const visitor = await arrive({ walk: 'outage' });
    const site = new Site(visitor.page);
    const mailbox = new Mailbox(addresses.inbox, 'patient');
    await visitor.page.goto('/signup');
    await site.signUp.fill({ email: mailbox.address });
    const outage = Outage.begin('ses');
    await site.signUp.submit();
    await site.showsTitle(site.words.checkMail);
    await visitor.station('ses-is-down');
    await outage.end();
    await visitor.page.goto(await mailbox.linkTo('activate'));
    await site.showsTitle(site.words.choosePassword);
    expectToldByStart('ses');
  });

  it('piste: a visitor who arrives while it is down waits on the page and continues', async () => {
    const { visitor, site } = await enter('piste');
    const outage = Outage.begin('piste');
    await visitor.page.goto('/account/personal');
    await visitor.page.getByRole('main').getByRole('button', { name: site.words.tryAgain }).waitFor();
    await visitor.station('unreachable');
    await outage.end();
    await eventually(
      async () => {
        const retry = visitor.page.getByRole('main').getByRole('button', { name: site.words.tryAgain });
        if (await retry.isVisible()) await retry.click();
        return visitor.page.getByRole('heading', { level: 1 }).innerText();
      },
      (title) => title === site.words.personal,
    );
    await site.showsTitle(site.words.personal);
  });

  const ask = (path: string, token: string): Promise<Response> =>
    fetch(`${addresses.piste}${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

  async function endSession(token: string): Promise<void> {
    expect((await ask('/user/logout', token)).status).toBe(204);
  }
});
