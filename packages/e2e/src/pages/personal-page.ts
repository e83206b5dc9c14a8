import { FormPage } from './form-page.ts';

/** `/account/personal`. */
export class PersonalPage extends FormPage {
  /** The values of the regions to choose from; empty where the country has no list. */
  provinces(): Promise<string[]> {
    return this.field('province')
      .locator('option')
      .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? '').filter(Boolean));
  }
}
