import { FormPage } from './form-page.ts';

/** `/login`. */
export class LogInPage extends FormPage {
  async open(): Promise<void> {
    await this.page.goto('/login');
  }

  async logIn({ email, password }: { readonly email: string; readonly password: string }): Promise<void> {
    await this.fill({ email, password });
    await this.submit();
  }

  /** What the page says above the form: why the visitor is here. */
  notice(): Promise<string> {
    return this.page.getByRole('main').getByRole('status').first().innerText();
  }

  async chooseForgotPassword(): Promise<void> {
    await this.page.locator('main a[href="/forgot-password"]').click();
  }
}
