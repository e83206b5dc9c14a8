import { closestLanguage } from '@gnar/contract/languages';

/** The languages that the product's emails are written in; the first is the fallback. */
export const mailLanguages = ['en', 'fr'] as const;

export type MailLanguage = (typeof mailLanguages)[number];

/** The language to write in, for the BCP 47 tag of a user or a sign-up; the first one when it is unknown or absent. */
export function mailLanguage(locale: string | null | undefined): MailLanguage {
  return closestLanguage(mailLanguages, locale ? [locale] : []) ?? mailLanguages[0];
}
