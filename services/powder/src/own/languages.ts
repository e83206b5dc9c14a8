import type { Language } from '../ui/language.ts';

/** The languages of a fork, besides those in ui/languages.ts. Upstream never changes this folder. */
export const ownLanguages: readonly Language[] = [];
