import type { Page } from 'playwright-core';
import { SetPasswordPage } from './set-password-page.ts';
import type { Words } from './words.ts';

/** `/account/security`. */
export class SecurityPage extends SetPasswordPage {
  readonly #words: Words;

  constructor(page: Page, words: Words) {
    super(page);
    this.#words = words;
  }

  /** One text for every place where the user is signed in, once they are shown. */
  async sessions(): Promise<string[]> {
    const items = this.page.locator('main ul li');
    await items.filter({ hasText: '·' }).first().waitFor();
    return items.allInnerTexts();
  }

  async endOtherSession(): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: this.#words.endSession }).first().click();
  }

  async logOut(): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: this.#words.logOut }).click();
  }
}
