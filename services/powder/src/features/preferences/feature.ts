import type { Feature } from '../../manifest/feature.ts';
import { languageSaga } from './language.saga.ts';
import { LanguageSwitch } from './language-switch.tsx';

export const preferences = {
  name: 'preferences',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './preferences.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './preferences.fr.ts'),
  },
  header: LanguageSwitch,
  start: { saga: languageSaga },
  routes: [
    {
      path: 'account/preferences',
      access: 'members',
      layout: 'account',
      page: async () =>
        (await import(/* webpackChunkName: "preferences" */ './preferences-page.tsx')).PreferencesPage,
    },
  ],
  navigation: { place: 'account', path: '/account/preferences', level: 'blue' },
  logic: async () =>
    (await import(/* webpackChunkName: "preferences" */ './preferences.saga.ts')).preferencesLogic,
} as const satisfies Feature;
