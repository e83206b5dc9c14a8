/** The languages we speak, each by its own name. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'fr', name: 'Français' },
] as const;

export type LanguageTag = (typeof languages)[number]['tag'];

/** The language of ours that is closest to the wanted ones, which come best first; English when none is. */
export function closestLanguage(wanted: readonly string[]): LanguageTag {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const known = languages.find((language) => language.tag === primary);
    if (known) return known.tag;
  }
  return 'en';
}
