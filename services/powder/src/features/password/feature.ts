import type { Feature } from '../../manifest/feature.ts';

/** Choosing, resetting and changing a password. */
export const password = {
  name: 'password',
  texts: {
    en: () => import(/* webpackChunkName: "language-en" */ './password.en.ts'),
    fr: () => import(/* webpackChunkName: "language-fr" */ './password.fr.ts'),
  },
  routes: [
    {
      path: 'activate',
      access: 'everyone',
      page: async () => (await import(/* webpackChunkName: "link" */ './link-page.tsx')).ActivatePage,
    },
    {
      path: 'reset-password',
      access: 'everyone',
      page: async () => (await import(/* webpackChunkName: "link" */ './link-page.tsx')).ResetPasswordPage,
    },
    {
      path: 'forgot-password',
      access: 'everyone',
      page: async () => (await import('./forgot-password-page.tsx')).ForgotPasswordPage,
    },
  ],
  parts: [
    {
      place: 'security',
      component: async () =>
        (await import(/* webpackChunkName: "security" */ './change-password-form.tsx')).ChangePasswordSection,
    },
  ],
  logic: async () => (await import('./password.saga.ts')).passwordLogic,
} as const satisfies Feature;
