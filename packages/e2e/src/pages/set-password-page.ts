import { FormPage } from './form-page.ts';

/** `/activate` and `/reset-password`: the pages behind mailed links. */
export class SetPasswordPage extends FormPage {
  /** The address that the page shows beside the new password, not to be changed. */
  async whose(): Promise<string> {
    await this.field('password').waitFor();
    return this.form.locator('input[readonly]:visible').inputValue();
  }

  /** Types a password as a person does, key by key, so that its strength follows. */
  async type(password: string): Promise<void> {
    await this.field('password').fill('');
    await this.field('password').pressSequentially(password);
  }

  /** Waits until the text about the password's strength matches. @returns the text */
  async verdict(matching: string | RegExp): Promise<string> {
    const verdict = this.form.getByRole('status').filter({ hasText: matching });
    await verdict.waitFor();
    return verdict.innerText();
  }
}
