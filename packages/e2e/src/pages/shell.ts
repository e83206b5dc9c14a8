import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../api/eventually.ts';
import type { Language, Words } from './words.ts';

/** What every page has around its content: the header and the notifications. */
export class Shell {
  readonly #page: Page;
  readonly #words: Words;

  constructor(page: Page, words: Words) {
    this.#page = page;
    this.#words = words;
  }

  /** Waits until the page with that title is shown. */
  async showsTitle(title: string | RegExp): Promise<void> {
    await this.#page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  }

  get notification(): Locator {
    return this.#page.locator('[aria-live] [role=alert], [aria-live] [role=status]').first();
  }

  /** Waits for a notification and closes it. @returns its text */
  async readNotification(): Promise<string> {
    const text = await this.notification.innerText();
    await this.notification.getByRole('button', { name: this.#words.close }).click();
    await this.notification.waitFor({ state: 'hidden' });
    return text;
  }

  /** Presses the notification's Try again where it is offered now. */
  async tryAgain(): Promise<void> {
    const retry = this.notification.getByRole('button', { name: this.#words.tryAgain });
    if (await retry.isVisible()) await retry.click();
  }

  /** Presses Try again as often as it is offered, until the page has what was asked for. */
  async retryUntil(done: () => Promise<boolean>): Promise<void> {
    const finished = await eventually(
      async () => {
        if (await done()) return true;
        await this.tryAgain();
        return done();
      },
      (isDone) => isDone,
      20_000,
    );
    expect(finished).toBe(true);
  }

  async chooseLanguage(language: Language): Promise<void> {
    await this.#page.getByRole('banner').getByRole('combobox').selectOption(language);
  }

  async logOut(): Promise<void> {
    await this.#page.getByRole('banner').getByRole('button', { name: this.#words.logOut }).click();
  }

  async goHome(): Promise<void> {
    await this.#page.getByRole('banner').getByRole('link').first().click();
  }

  async next(): Promise<void> {
    await this.#page.getByRole('link', { name: this.#words.next, exact: true }).click();
  }

  async back(): Promise<void> {
    await this.#page.getByRole('link', { name: this.#words.back, exact: true }).click();
  }
}
