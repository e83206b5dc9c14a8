import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../api/eventually.ts';
import { becomeMember, strongPassword } from '../api/member.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';

describeBrowserWalk('tabs, navigation and sessions', (arrive) => {
  const { addresses } = walkedSystem();

  it('logging out in one tab shows in the other', async () => {
    const visitor = await arrive({ walk: 'two-tabs' });
    const site = new Site(visitor.page);
    await site.enter(await becomeMember(addresses));
    const otherTab = await visitor.newTab();
    const other = new Site(otherTab);
    await otherTab.goto('/account/personal');
    await other.showsTitle(other.words.personal);
    await site.logOut();
    await site.showsTitle(site.words.landing);
    await other.showsTitle(other.words.welcomeBack);
    expect(await other.logIn.notice()).toMatch(/another tab/i);
    await visitor.station('other-tab', otherTab);
  });

  it('a session that was ended elsewhere leads to the log-in page and back to the same page', async () => {
    const member = await becomeMember(addresses);
    const here = await arrive({ walk: 'sessions' });
    const there = await arrive({ walk: 'sessions', device: 'phone' });
    const site = new Site(here.page);
    const lost = new Site(there.page);
    await lost.enter(member);
    await site.enter(member);
    await site.home.open('security');
    expect(await sessionsOnceThereAre(2, site)).toHaveLength(2);
    await here.station('two-sessions');
    await site.security.endOtherSession();
    expect(await site.readNotification()).toMatch(/ended/i);
    expect(await sessionsOnceThereAre(1, site)).toHaveLength(1);

    await lost.home.open('security');
    await lost.showsTitle(lost.words.welcomeBack);
    expect(await lost.logIn.notice()).toMatch(/session has ended/i);
    await there.station('session-ended');
    await lost.logIn.logIn(member);
    await lost.showsTitle(lost.words.security);
    await lost.security.logOut();
    await lost.showsTitle(lost.words.landing);
  });

  it('changing the password ends the other sessions, and what was typed there is kept until the next log-in', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'change-password' });
    const other = await arrive({ walk: 'change-password', device: 'phone' });
    const site = new Site(visitor.page);
    const lost = new Site(other.page);
    const password = strongPassword();
    await lost.enter(member);
    await lost.home.open('personal');
    await lost.personal.fill({ firstName: 'Ada' });
    await site.enter(member);
    await site.home.open('security');
    await site.security.fill({ currentPassword: 'not-the-password' });
    await site.security.type(password);
    await site.security.verdict(site.words.strongEnough);
    await site.security.submit();
    expect(await site.security.errorOf('currentPassword')).toMatch(/not your current password/i);
    await visitor.station('wrong-current-password');
    await site.security.fill({ currentPassword: member.password });
    await site.security.submit();
    expect(await site.readNotification()).toMatch(/password is changed/i);
    expect(await sessionsOnceThereAre(1, site)).toHaveLength(1);
    await visitor.station('changed');
    await lost.personal.submit();
    await lost.showsTitle(lost.words.welcomeBack);
    await lost.logIn.logIn({ email: member.email, password });
    await lost.showsTitle(lost.words.personal);
    expect(await lost.personal.value('firstName')).toBe('Ada');
    await other.station('still-typed');
  });

  it('changing the password in one tab keeps the other signed in, also during a request', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'two-tabs' });
    const site = new Site(visitor.page);
    await site.enter(member);
    const otherTab = await visitor.newTab();
    const other = new Site(otherTab);
    await otherTab.goto('/account/personal');
    await other.personal.fill({ firstName: 'Ada' });
    await site.home.open('security');
    await site.security.fill({ currentPassword: member.password });
    await site.security.type(strongPassword());
    const change = await holdAnswer(visitor.page, '**/user/change-password');
    await site.security.submit();
    await change.given;
    const refused = otherTab.waitForResponse((response) => response.status() === 401);
    await other.personal.submit();
    await refused;
    change.release();
    expect(await site.readNotification()).toMatch(/password is changed/i);
    expect(await other.readNotification()).toMatch(/details are saved/i);
    expect(await sessionsOnceThereAre(1, site)).toHaveLength(1);
    await otherTab.reload();
    await other.showsTitle(other.words.personal);
    expect(await other.personal.value('firstName')).toBe('Ada');
    await visitor.station('other-tab-after-change', otherTab);
  });

  it('an unknown address shows the not-found page with a link home', async () => {
    const visitor = await arrive({ walk: 'unknown-route' });
    const site = new Site(visitor.page);
    await visitor.page.goto('/no/such/page');
    await site.showsTitle(site.words.notFound);
    await visitor.station('not-found');
    await visitor.page.getByRole('link', { name: site.words.wayHome }).click();
    await site.showsTitle(site.words.landing);
  });

  it('a protected page asks guests to log in and opens afterwards', async () => {
    const visitor = await arrive({ walk: 'unknown-route' });
    const site = new Site(visitor.page);
    await visitor.page.goto('/account/preferences');
    await site.showsTitle(site.words.welcomeBack);
    await visitor.station('log-in-first');
    await site.logIn.logIn(await becomeMember(addresses));
    await site.showsTitle(site.words.preferences);
  });
});

/** The list follows what happened with a request of its own. */
function sessionsOnceThereAre(count: number, site: Site): Promise<string[]> {
  return eventually(
    () => site.security.sessions(),
    (sessions) => sessions.length === count,
    5_000,
  );
}

/** The service does what it is asked, and the page learns of it when the test says so. */
async function holdAnswer(page: Page, url: string): Promise<{ given: Promise<void>; release: () => void }> {
  const given = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    const response = await route.fetch();
    given.resolve();
    await released.promise;
    await route.fulfill({ response });
  });
  return { given: given.promise, release: released.resolve };
}
