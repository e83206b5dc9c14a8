import type { Page } from 'playwright-core';

/** `/` for signed-in users. */
export class HomePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(page: 'personal' | 'preferences' | 'security'): Promise<void> {
    await this.#page.locator(`main a[href="/account/${page}"]`).click();
  }
}
