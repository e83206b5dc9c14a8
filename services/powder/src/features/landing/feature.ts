import type { Feature } from '../../manifest/feature.ts';

/** What visitors see first. */
export const landing = {
  name: 'landing',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './landing.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './landing.fr.ts'),
  },
  routes: [
    { path: '', access: 'guests', page: async () => (await import('./landing-page.tsx')).LandingPage },
  ],
} as const satisfies Feature;
