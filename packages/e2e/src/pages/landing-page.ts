import type { Page } from 'playwright-core';
import type { Words } from './words.ts';

/** `/` for guests. */
export class LandingPage {
  readonly #page: Page;
  readonly #words: Words;

  constructor(page: Page, words: Words) {
    this.#page = page;
    this.#words = words;
  }

  async open(): Promise<void> {
    await this.#page.goto('/');
    await this.#page.getByRole('heading', { level: 1, name: this.#words.landing }).waitFor();
  }

  async signUp(): Promise<void> {
    await this.#page.locator('main a[href="/signup"]').click();
  }
}
