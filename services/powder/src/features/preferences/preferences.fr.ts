import type { texts as english } from './preferences.en.ts';

export const texts: typeof english = {
  title: 'Préférences',
  lead: 'Comment nous vous parlons, et à quoi cela ressemble.',
  localeHint: 'Pour ces pages et les e-mails que nous vous envoyons.',
  theme: 'Thème',
  light: 'Clair',
  dark: 'Sombre',
  system: 'Comme cet appareil',
  submit: 'Enregistrer',
  saved: 'Vos préférences sont enregistrées.',
  languageFailed:
    'Cette langue n’a pas pu être chargée. Vérifiez votre connexion et choisissez-la à nouveau.',
  switch: 'Langue',
  navigation: { label: 'Préférences', title: 'Préférences', text: 'Langue et thème.' },
};
