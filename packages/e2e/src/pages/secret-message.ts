import type { Locator, Page } from 'playwright-core';

/** A message with a delay of two seconds may need one or two more polls on a slow machine. */
const MESSAGE_PATIENCE_MS = 30_000;

/** The card on the home page that asks off-piste. */
export class SecretMessageCard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async ask(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Ask off-piste' }).click();
  }

  /** Off-piste's first answer. */
  get promise(): Locator {
    return this.#page.getByText(/Off-Piste checking in! Check back with Piste at/);
  }

  /** Waits for the secret message. @returns its text */
  async message(): Promise<string> {
    const caption = this.#page.getByText('The secret message', { exact: true });
    await caption.waitFor({ timeout: MESSAGE_PATIENCE_MS });
    return caption.locator('xpath=following-sibling::*[1]').innerText();
  }
}
