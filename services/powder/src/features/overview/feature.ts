import type { Feature } from '../../manifest/feature.ts';

/** The home page of users who are signed in. Its cards are navigation entries and parts of other features. */
export const overview = {
  name: 'overview',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './overview.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './overview.fr.ts'),
  },
  routes: [
    {
      path: '',
      access: 'members',
      place: 'overview',
      page: async () => (await import(/* webpackChunkName: "overview" */ './overview-page.tsx')).OverviewPage,
    },
  ],
} as const satisfies Feature;
