import type { Feature } from '../manifest/feature.ts';

/** What exists once, around the other features. */
export const app = {
  name: 'app',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './app.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './app.fr.ts'),
  },
  routes: [
    {
      path: '*',
      access: 'everyone',
      page: async () => (await import('./pages/not-found-page.tsx')).NotFoundPage,
    },
  ],
} as const satisfies Feature;
