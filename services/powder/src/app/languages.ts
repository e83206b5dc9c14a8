import { closestLanguage as closestTag } from '@gnar/contract/languages';
import { ownLanguages } from '../own/languages.ts';
import type { Language } from '../manifest/language.ts';

const english: Language = { tag: 'en', name: 'English' };

export const languages: readonly Language[] = [
  english,
  {
    tag: 'fr',
    name: 'Français',
    moment: () => import(/* webpackChunkName: "moment-fr" */ 'moment/locale/fr.js'),
  },
  ...ownLanguages,
];

/** The language of ours that is closest to the wanted ones, which come best first; English when none is. */
export function closestLanguage(wanted: readonly string[]): Language {
  const tag = closestTag(
    languages.map((language) => language.tag),
    wanted,
  );
  return languages.find((language) => language.tag === tag) ?? english;
}
