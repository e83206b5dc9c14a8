import { expect, it } from '@jest/globals';
import { becomeMember } from '../api/member.ts';
import { accessibilityViolations } from '../browser/accessibility.ts';
import { Mailbox } from '../mail/mailbox.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';
import { accountPages, guestPages, openPage } from './every-page.ts';

describeBrowserWalk('accessibility', (arrive) => {
  const { addresses } = walkedSystem();

  it('no page has a serious accessibility problem, light or dark', async () => {
    const visitor = await arrive({ walk: 'accessibility' });
    const { page } = visitor;
    const site = new Site(page);
    const found: Record<string, readonly string[]> = {};
    const judge = async (station: string): Promise<void> => {
      found[station] = await accessibilityViolations(page);
    };
    for (const path of guestPages) {
      await openPage(page, path);
      await judge(path);
    }
    await page.goto('/login');
    await site.logIn.logIn({ email: 'not-an-address', password: 'x' });
    await site.logIn.errorOf('email');
    await visitor.station('errors');
    await judge('/login with errors');

    const mailbox = new Mailbox(addresses.inbox);
    await page.goto('/signup');
    await site.signUp.fill({ email: mailbox.address });
    await site.signUp.submit();
    await page.goto(await mailbox.linkTo('activate'));
    await site.setPassword.type('password1');
    await site.setPassword.verdict(/data breach|easy to guess|too common/i);
    await judge('/activate with a weak password');

    await site.enter(await becomeMember(addresses));
    for (const path of accountPages) {
      await openPage(page, path);
      await judge(`${path}, signed in`);
    }
    expect(
      Object.fromEntries(Object.entries(found).filter(([, violations]) => violations.length > 0)),
    ).toEqual({});
  });

  it('a button has an edge where the system replaces all colours', async () => {
    const { page } = await arrive({ walk: 'accessibility' });
    await page.emulateMedia({ forcedColors: 'active' });
    await openPage(page, '/login');
    const edge = await page
      .locator('main button[type=submit]')
      .evaluate((button) => getComputedStyle(button).borderTopWidth);
    expect(Number.parseFloat(edge)).toBeGreaterThan(0);
  });

  it('every field has a label, a name and an autocomplete value', async () => {
    const visitor = await arrive({ walk: 'accessibility' });
    const site = new Site(visitor.page);
    for (const path of ['/login', '/signup', '/forgot-password']) {
      await openPage(visitor.page, path);
      await site.signUp.expectFieldsAreLabelled();
    }
    await site.enter(await becomeMember(addresses));
    for (const path of [
      '/account/personal',
      '/account/preferences',
      '/account/security',
      '/account/delete',
    ]) {
      await openPage(visitor.page, path);
      await site.personal.expectFieldsAreLabelled();
    }
  });

  it('the log-in form works with the keyboard alone', async () => {
    const member = await becomeMember(addresses);
    const visitor = await arrive({ walk: 'accessibility' });
    const site = new Site(visitor.page);
    const { keyboard } = visitor.page;
    await openPage(visitor.page, '/login');
    await site.logIn.field('email').focus();
    await keyboard.type(member.email);
    await keyboard.press('Tab');
    await keyboard.type(member.password);
    await keyboard.press('Enter');
    await site.showsTitle(site.words.home);
    expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });
});
