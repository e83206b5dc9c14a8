import type { texts as english } from './overview.en.ts';

export const texts: typeof english = {
  greeting: 'Ravis de vous voir, {{name}}',
  greetingUnknown: 'Ravis de vous voir',
  lead: 'Vous êtes connecté en tant que {{email}}.',
};
