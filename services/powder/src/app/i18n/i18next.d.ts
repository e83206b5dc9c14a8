import 'i18next';
import type { Texts } from './texts.ts';

// Makes every key that the code asks for a checked one.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Texts };
  }
}
