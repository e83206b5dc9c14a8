import type { Locator, Page } from 'playwright-core';
import type { Words } from './words.ts';

/** A message with a delay of two seconds may need one or two more polls on a slow machine. */
const MESSAGE_PATIENCE_MS = 30_000;

/** `/` for signed-in users. */
export class HomePage {
  readonly #page: Page;
  readonly #words: Words;

  constructor(page: Page, words: Words) {
    this.#page = page;
    this.#words = words;
  }

  async askOffPiste(): Promise<void> {
    await this.#page.getByRole('button', { name: this.#words.askOffPiste }).click();
  }

  /** Off-piste's first answer. */
  get promise(): Locator {
    return this.#page.getByText(/Off-Piste checking in! Check back with Piste at/);
  }

  /** Waits for the secret message. @returns its text */
  async secretMessage(): Promise<string> {
    const caption = this.#page.getByText(this.#words.secretMessage, { exact: true });
    await caption.waitFor({ timeout: MESSAGE_PATIENCE_MS });
    return caption.locator('xpath=following-sibling::*[1]').innerText();
  }

  async open(page: 'personal' | 'preferences' | 'security'): Promise<void> {
    await this.#page.locator(`main a[href="/account/${page}"]`).click();
  }
}
