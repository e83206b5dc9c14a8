import type { Language } from '../manifest/language.ts';

/** The languages of a fork, besides those in app/languages.ts. Upstream never changes this folder. */
export const ownLanguages: readonly Language[] = [];
