import type { EmailTexts } from './email.types.ts';
import { english } from './texts/en.ts';
import { french } from './texts/fr.ts';

/** What emails say in a language that they are not written in. */
export const fallback = { language: 'en', texts: english };

/** The product's emails in each of its languages; a fork adds to them in own/email-texts.ts. */
export const emailTexts: Readonly<Record<string, EmailTexts>> = { en: english, fr: french };
