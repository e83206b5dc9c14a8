import type { Feature } from '../../manifest/feature.ts';

export const secretMessage = {
  name: 'secretMessage',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './secret-message.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './secret-message.fr.ts'),
  },
  parts: [
    {
      place: 'overview',
      component: async () =>
        (await import(/* webpackChunkName: "overview" */ './secret-message-card.tsx')).SecretMessageCard,
    },
  ],
  logic: async () =>
    (await import(/* webpackChunkName: "overview" */ './secret-message.saga.ts')).secretMessageLogic,
} as const satisfies Feature;
