import type { Feature } from '../../manifest/feature.ts';

export const signup = {
  name: 'signup',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './signup.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './signup.fr.ts'),
  },
  routes: [
    {
      path: 'signup',
      access: 'guests',
      page: async () => (await import(/* webpackChunkName: "signup" */ './signup-page.tsx')).SignupPage,
    },
    {
      path: 'check-mail',
      access: 'everyone',
      page: async () => (await import('./check-mail-page.tsx')).CheckMailPage,
    },
  ],
  logic: async () => (await import(/* webpackChunkName: "signup" */ './signup.saga.ts')).signupLogic,
} as const satisfies Feature;
