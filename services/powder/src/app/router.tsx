import type { RouteObject } from 'react-router';
import { GuestOnly } from '../session/guest-only.tsx';
import { RequireSession } from '../session/require-session.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { AppLayout } from './layout/app-layout.tsx';
import { CrashPage } from './pages/crash-page.tsx';

/** Each page is a chunk of its own; the old page stays until the new one is there. */
const page = (
  path: string | undefined,
  load: () => Promise<{ Component: () => React.ReactNode }>,
): RouteObject => ({
  ...(path === undefined ? { index: true } : { path }),
  lazy: load,
  HydrateFallback: PageSkeleton,
});

const guestPages = [
  page('login', async () => ({ Component: (await import('../features/login/login-page.tsx')).LoginPage })),
  page('signup', async () => ({
    Component: (await import('../features/signup/signup-page.tsx')).SignupPage,
  })),
];

const accountPages = [
  page('personal', async () => ({
    Component: (await import('../features/account/personal-page.tsx')).PersonalPage,
  })),
  page('preferences', async () => ({
    Component: (await import('../features/preferences/preferences-page.tsx')).PreferencesPage,
  })),
  page('security', async () => ({ Component: (await import('./pages/security-page.tsx')).SecurityPage })),
];

/** Every address of the front end, as docs and mails name them. */
export const routes: RouteObject[] = [
  {
    Component: AppLayout,
    ErrorBoundary: CrashPage,
    children: [
      page(undefined, async () => ({ Component: (await import('./pages/home-page.tsx')).HomePage })),
      { Component: GuestOnly, children: guestPages },
      page('check-mail', async () => ({
        Component: (await import('../features/signup/check-mail-page.tsx')).CheckMailPage,
      })),
      page('activate', async () => ({
        Component: (await import('../features/password/activate-page.tsx')).ActivatePage,
      })),
      page('forgot-password', async () => ({
        Component: (await import('../features/password/forgot-password-page.tsx')).ForgotPasswordPage,
      })),
      page('reset-password', async () => ({
        Component: (await import('../features/password/reset-password-page.tsx')).ResetPasswordPage,
      })),
      {
        path: 'account',
        Component: RequireSession,
        children: [
          {
            lazy: async () => ({ Component: (await import('./layout/account-layout.tsx')).AccountLayout }),
            HydrateFallback: PageSkeleton,
            children: accountPages,
          },
        ],
      },
      page('*', async () => ({ Component: (await import('./pages/not-found-page.tsx')).NotFoundPage })),
    ],
  },
];
