import { expect, it } from '@jest/globals';
import { strongPassword } from '../api/member.ts';
import type { Visitor } from '../browser/visitor.ts';
import { Mailbox } from '../mail/mailbox.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk, looks } from './browser-walk.ts';

describeBrowserWalk('from a clone to a signed-in user', (arrive) => {
  it.each(looks)(
    'a visitor signs up, logs in, edits the details and logs out ($device, $scheme)',
    async (look) => {
      const visitor = await arrive({ walk: 'first-walk', ...look });
      const site = new Site(visitor.page);
      const { email, password } = await signUp(visitor, site);

      await site.logIn.logIn({ email, password });
      await site.showsTitle(site.words.home);
      await visitor.station('home');
      await editDetails(visitor, site);
      await choosePreferences(visitor, site, look.scheme === 'dark' ? 'light' : 'dark');
      await lookAtSecurity(visitor, site);
      await site.goHome();
      await site.showsTitle('Good to see you, Ada');

      await site.logOut();
      await site.showsTitle(site.words.landing);
      expect(await visitor.page.evaluate(() => Object.values(localStorage).join())).not.toContain('eyJ');
      await visitor.station('logged-out');
      expect(visitor.troubles.all).toEqual([]);
    },
  );
});

async function signUp(visitor: Visitor, site: Site): Promise<{ email: string; password: string }> {
  const mailbox = new Mailbox(walkedSystem().addresses.inbox, 'founder');
  const password = strongPassword();
  await site.landing.open();
  await visitor.station('landing');
  await site.landing.signUp();
  await site.showsTitle(site.words.createAccount);
  await visitor.station('sign-up');
  await site.signUp.fill({ email: mailbox.address });
  await site.signUp.submit();
  await site.showsTitle(site.words.checkMail);
  await visitor.station('check-mail');

  const link = await mailbox.linkTo('activate');
  await readInInbox(visitor);
  await visitor.page.goto(link);
  await site.showsTitle(site.words.choosePassword);
  expect(visitor.page.url()).not.toContain('#');
  expect(await site.setPassword.whose()).toBe(mailbox.address);
  await visitor.station('choose-password');
  await site.setPassword.type('password1');
  expect(await site.setPassword.verdict(/data breach|easy to guess|too common/i)).not.toContain(
    site.words.strongEnough,
  );
  await visitor.station('weak-password');
  await site.setPassword.type(password);
  await site.setPassword.verdict(site.words.strongEnough);
  await visitor.station('strong-password');
  await site.setPassword.submit();
  await site.showsTitle(site.words.welcomeBack);
  expect(await site.logIn.notice()).toMatch(site.words.activated);
  expect(await site.logIn.value('email')).toBe(mailbox.address);
  await visitor.station('log-in');
  return { email: mailbox.address, password };
}

/** The inbox page of the lodge, as a developer sees it. */
async function readInInbox(visitor: Visitor): Promise<void> {
  const inbox = await visitor.newTab({ elsewhere: true });
  await inbox.goto(walkedSystem().addresses.inbox);
  await inbox
    .getByText(/activate/i)
    .first()
    .waitFor();
  await visitor.station('inbox', inbox);
  await inbox.close();
}

async function editDetails(visitor: Visitor, site: Site): Promise<void> {
  await site.home.open('personal');
  await site.showsTitle(site.words.personal);
  await site.personal.fill({ country: 'US' });
  expect(await site.personal.provinces()).toEqual(expect.arrayContaining(['CA', 'VT']));
  await site.personal.fill({ country: 'CA' });
  expect(await site.personal.provinces()).toEqual(expect.arrayContaining(['BC', 'QC']));
  await site.personal.fill({
    firstName: 'Ada',
    lastName: 'Lovelace',
    phone: '+1 418 555 0100',
    addressLine1: '12 rue des Braves',
    city: 'Québec',
    postalCode: 'G1V 0A1',
    province: 'QC',
  });
  await visitor.station('personal-typed');
  await site.personal.submit();
  expect(await site.readNotification()).toMatch(/saved/i);
  await visitor.page.reload();
  await site.showsTitle(site.words.personal);
  expect(await site.personal.value('firstName')).toBe('Ada');
  expect(await site.personal.value('province')).toBe('QC');
  await visitor.station('personal-saved');
}

async function choosePreferences(visitor: Visitor, site: Site, theme: 'light' | 'dark'): Promise<void> {
  await site.next();
  await site.showsTitle(site.words.preferences);
  await visitor.station('preferences');
  await site.preferences.choose({ theme });
  await site.preferences.submit();
  expect(await site.readNotification()).toMatch(/saved/i);
  expect(await site.preferences.isDark()).toBe(theme === 'dark');
  await visitor.station('preferences-other-theme');
  await site.preferences.choose({ theme: 'system' });
  await site.preferences.submit();
  await site.readNotification();
}

async function lookAtSecurity(visitor: Visitor, site: Site): Promise<void> {
  await site.next();
  await site.showsTitle(site.words.security);
  expect(await site.security.sessions()).toHaveLength(1);
  await visitor.station('security');
  await site.back();
  await site.showsTitle(site.words.preferences);
}
