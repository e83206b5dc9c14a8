import type { Page } from 'playwright-core';
import { FormPage } from './form-page.ts';
import { HomePage } from './home-page.ts';
import { LandingPage } from './landing-page.ts';
import { LogInPage } from './log-in-page.ts';
import { PersonalPage } from './personal-page.ts';
import { PreferencesPage } from './preferences-page.ts';
import { SecurityPage } from './security-page.ts';
import { SetPasswordPage } from './set-password-page.ts';
import { Shell } from './shell.ts';
import { words as allWords, type Language, type Words } from './words.ts';

/** Every page of the product in one language. */
export class Site extends Shell {
  readonly page: Page;
  readonly words: Words;
  readonly landing: LandingPage;
  readonly signUp: FormPage;
  readonly setPassword: SetPasswordPage;
  readonly logIn: LogInPage;
  readonly forgotPassword: FormPage;
  readonly home: HomePage;
  readonly personal: PersonalPage;
  readonly preferences: PreferencesPage;
  readonly security: SecurityPage;

  constructor(page: Page, language: Language = 'en') {
    const words = allWords[language];
    super(page, words);
    this.page = page;
    this.words = words;
    this.landing = new LandingPage(page, words);
    this.signUp = new FormPage(page);
    this.setPassword = new SetPasswordPage(page);
    this.logIn = new LogInPage(page);
    this.forgotPassword = new FormPage(page);
    this.home = new HomePage(page);
    this.personal = new PersonalPage(page);
    this.preferences = new PreferencesPage(page);
    this.security = new SecurityPage(page, words);
  }

  /** Logs in through the page and waits until it is done. */
  async enter(member: { readonly email: string; readonly password: string }): Promise<void> {
    await this.logIn.open();
    await this.logIn.logIn(member);
    await this.showsTitle(this.words.home);
  }
}
