import type { EmailTexts } from '../mail/email.types.ts';

/** The languages of your own emails, by tag: `{ de: german }`; those of ../mail/languages.ts are there already. */
export const ownEmailTexts: Readonly<Record<string, EmailTexts>> = {};
