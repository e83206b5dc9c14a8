/** The languages that the product's mails are written in; the first one is for everybody else. */
export const mailLanguages = ['en', 'fr'] as const;

export type MailLanguage = (typeof mailLanguages)[number];

/**
 * The language to write in, for a BCP 47 tag: `fr-CA` is served in `fr`.
 *
 * @param locale as the user or the sign-up gave it; unknown or absent means the first language.
 */
export function closestLanguage(locale: string | null | undefined): MailLanguage {
  const wanted = locale?.toLowerCase().split('-')[0];
  return mailLanguages.find((language) => language === wanted) ?? mailLanguages[0];
}
