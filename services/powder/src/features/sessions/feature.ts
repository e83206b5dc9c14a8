import type { Feature } from '../../manifest/feature.ts';

export const sessions = {
  name: 'sessions',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './sessions.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './sessions.fr.ts'),
  },
  parts: [
    {
      place: 'security',
      component: async () =>
        (await import(/* webpackChunkName: "security" */ './session-list.tsx')).SessionsSection,
    },
  ],
  logic: async () => (await import(/* webpackChunkName: "security" */ './sessions.saga.ts')).sessionsLogic,
} as const satisfies Feature;
