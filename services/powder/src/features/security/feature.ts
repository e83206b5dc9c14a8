import type { Feature } from '../../manifest/feature.ts';

/** The page about who may get in. Its sections are parts of other features. */
export const security = {
  name: 'security',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './security.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './security.fr.ts'),
  },
  routes: [
    {
      path: 'account/security',
      access: 'members',
      layout: 'account',
      place: 'security',
      page: async () => (await import(/* webpackChunkName: "security" */ './security-page.tsx')).SecurityPage,
    },
  ],
  navigation: { place: 'account', path: '/account/security', level: 'black' },
} as const satisfies Feature;
