import type { Language } from '../manifest/language.ts';

/**
 * The languages of a fork, besides those in app/languages.ts, each with the texts of every feature in one file:
 * `{ tag: 'de', name: 'Deutsch', texts: () => import('./de.ts'), moment: () => import('moment/locale/de.js') }`. A test names
 * the texts that are missing; until then they are said in English. Upstream never changes this folder.
 */
export const ownLanguages: readonly Language[] = [];
