import type { Feature } from '../../manifest/feature.ts';

export const login = {
  name: 'login',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './login.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './login.fr.ts'),
  },
  routes: [
    {
      path: 'login',
      access: 'guests',
      page: async () => (await import(/* webpackChunkName: "login" */ './login-page.tsx')).LoginPage,
    },
  ],
  logic: async () => (await import(/* webpackChunkName: "login" */ './login.saga.ts')).loginLogic,
} as const satisfies Feature;
