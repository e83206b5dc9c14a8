import { expect, it } from '@jest/globals';
import { strongPassword } from '../api/member.ts';
import { Mailbox } from '../mail/mailbox.ts';
import { Site } from '../pages/site.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk } from './browser-walk.ts';

describeBrowserWalk('en français', (arrive) => {
  it('a French-speaking browser gets French pages, French errors and a French email', async () => {
    const visitor = await arrive({ walk: 'french', locale: 'fr-CA' });
    const site = new Site(visitor.page, 'fr');
    const mailbox = new Mailbox(walkedSystem().addresses.inbox, 'skieuse');
    const password = strongPassword();
    await site.landing.open();
    expect(await visitor.page.locator('html').getAttribute('lang')).toMatch(/^fr/);
    await visitor.station('accueil');
    await site.landing.signUp();
    await site.showsTitle(site.words.createAccount);
    await site.signUp.fill({ email: 'pas-une-adresse' });
    await site.signUp.submit();
    expect(await site.signUp.errorOf('email')).toMatch(/adresse/i);
    await visitor.station('adresse-fausse');
    await site.signUp.fill({ email: mailbox.address });
    await site.signUp.submit();
    await site.showsTitle(site.words.checkMail);

    const mail = await mailbox.next();
    expect(mail.subject).toMatch(/activez/i);
    expect(mail.text).toMatch(/mot de passe/i);
    expect(mail.html).toMatch(/<html[^>]* lang="fr/);
    await visitor.page.goto(/https?:\/\/\S+\/activate#[\w-]+/.exec(mail.text)?.[0] ?? '');
    await site.showsTitle(site.words.choosePassword);
    await site.setPassword.type('motdepasse');
    await site.setPassword.verdict(/deviner|fuite|courant/i);
    await site.setPassword.submit();
    expect(await site.setPassword.errorOf('password')).toMatch(/mots? de passe/i);
    await visitor.station('mot-de-passe-faible');
    await site.setPassword.type(password);
    await site.setPassword.verdict(site.words.strongEnough);
    await site.setPassword.submit();
    await site.showsTitle(site.words.welcomeBack);
    await site.logIn.fill({ password });
    await site.logIn.submit();
    await site.showsTitle(site.words.home);
    await visitor.station('maison');

    await site.home.open('personal');
    await site.showsTitle(site.words.personal);
    await site.personal.fill({ country: 'CA', phone: 'pas un numéro', firstName: 'Ève' });
    await site.personal.submit();
    expect(await site.personal.errorOf('phone')).toMatch(/\S/);
    expect(await site.personal.value('firstName')).toBe('Ève');
    await visitor.station('téléphone-faux');
  });

  it('switching the language on a page keeps what is typed', async () => {
    const visitor = await arrive({ walk: 'french' });
    const english = new Site(visitor.page, 'en');
    const french = new Site(visitor.page, 'fr');
    await visitor.page.goto('/signup');
    await english.signUp.fill({ email: 'not-yet-com' });
    await english.signUp.submit();
    expect(await english.signUp.errorOf('email')).toMatch(/complete e-mail address/i);
    await english.chooseLanguage('fr');
    await french.showsTitle(french.words.createAccount);
    expect(await french.signUp.errorOf('email')).toMatch(/adresse/i);
    expect(await french.signUp.value('email')).toBe('not-yet-com');
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('fr');
    await visitor.page.reload();
    await french.showsTitle(french.words.createAccount);
  });
});
