import { FormPage } from './form-page.ts';
import type { Language } from './words.ts';

/** `/account/preferences`. */
export class PreferencesPage extends FormPage {
  async choose({ locale, theme }: { locale?: Language; theme?: 'light' | 'dark' | 'system' }): Promise<void> {
    if (locale !== undefined) await this.fill({ locale });
    if (theme !== undefined) await this.form.locator(`[name=theme][value=${theme}]`).check();
  }

  /** Whether the page is painted dark, as a person would say. */
  isDark(): Promise<boolean> {
    return this.page.evaluate(() => {
      const [red = 255, green = 255, blue = 255] =
        getComputedStyle(document.body)
          .backgroundColor.match(/[\d.]+/g)
          ?.map(Number) ?? [];
      return red + green + blue < 3 * 128;
    });
  }
}
