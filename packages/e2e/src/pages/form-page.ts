import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

/** A page with a form, as a person fills it in. Fields are known by their `name`, which is the contract's. */
export class FormPage {
  readonly page: Page;
  readonly form: Locator;

  constructor(page: Page, form: Locator = page.locator('main form')) {
    this.page = page;
    this.form = form;
  }

  field(name: string): Locator {
    return this.form.locator(`[name="${name}"]`);
  }

  /** Types into fields and chooses in lists; a list takes the value of an option. */
  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      const isList = (await field.evaluate(({ tagName }) => tagName)) === 'SELECT';
      await (isList ? field.selectOption(value) : field.fill(value));
    }
  }

  /** What a field holds now. */
  value(name: string): Promise<string> {
    return this.field(name).inputValue();
  }

  async submit(): Promise<void> {
    await this.form.locator('button[type=submit]').click();
  }

  /** Waits for the error of a field, linked to it by aria-describedby. @returns its text */
  async errorOf(name: string): Promise<string> {
    const field = this.form.locator(`[name="${name}"][aria-invalid="true"]`);
    await field.waitFor();
    const ids = (await field.getAttribute('aria-describedby')) ?? '';
    const texts = ids.split(/\s+/).filter(Boolean);
    const words = await Promise.all(texts.map((id) => this.page.locator(`[id="${id}"]`).innerText()));
    return words.join(' ');
  }

  /** Waits for the error above the fields. @returns its text */
  async refusal(): Promise<string> {
    return this.form.getByRole('alert').innerText();
  }

  /** Every field can be seen, has a label, and has an autocomplete value. */
  async expectFieldsAreLabelled(): Promise<void> {
    const fields = await this.form.locator('input:visible, select:visible, textarea:visible').all();
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) {
      const facts = await field.evaluate((element) => ({
        name: element.getAttribute('name') ?? '',
        label:
          (element as HTMLInputElement).labels?.[0]?.textContent.trim() ??
          element.getAttribute('aria-label') ??
          '',
        autocomplete: element.getAttribute('autocomplete') ?? '',
      }));
      expect(facts).toEqual({
        name: expect.stringMatching(/^\w+$/),
        label: expect.stringMatching(/\w/),
        autocomplete: expect.stringMatching(/^[a-z\d -]+$/),
      });
    }
  }
}
