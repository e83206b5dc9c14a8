import type { Feature } from '../../manifest/feature.ts';

/** The personal details. */
export const account = {
  name: 'account',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './account.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './account.fr.ts'),
  },
  routes: [
    {
      path: 'account/personal',
      access: 'members',
      layout: 'account',
      page: async () => (await import(/* webpackChunkName: "account" */ './personal-page.tsx')).PersonalPage,
    },
  ],
  navigation: { place: 'account', path: '/account/personal', level: 'green' },
  logic: async () => (await import(/* webpackChunkName: "account" */ './account.saga.ts')).accountLogic,
} as const satisfies Feature;
