import type { Feature } from '../../manifest/feature.ts';

/** The way out: a user deletes the account and what is kept about it. */
export const deletion = {
  name: 'deletion',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './deletion.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './deletion.fr.ts'),
  },
  routes: [
    {
      path: 'account/delete',
      access: 'members',
      page: async () => (await import('./deletion-page.tsx')).DeletionPage,
    },
  ],
  parts: [
    {
      place: 'security',
      component: async () =>
        (await import(/* webpackChunkName: "security" */ './deletion-section.tsx')).DeletionSection,
    },
  ],
  logic: async () => (await import('./deletion.saga.ts')).deletionLogic,
} as const satisfies Feature;
