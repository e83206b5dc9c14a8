import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { GuestOnly } from '../session/guest-only.tsx';
import { RequireSession } from '../session/require-session.tsx';
import { AppLayout } from './layout/app-layout.tsx';

// Each page is a chunk of its own; the old page stays until the new one is there.
const HomePage = lazy(async () => ({ default: (await import('./pages/home-page.tsx')).HomePage }));
const LoginPage = lazy(async () => ({
  default: (await import('../features/login/login-page.tsx')).LoginPage,
}));
const SignupPage = lazy(async () => ({
  default: (await import('../features/signup/signup-page.tsx')).SignupPage,
}));
const CheckMailPage = lazy(async () => ({
  default: (await import('../features/signup/check-mail-page.tsx')).CheckMailPage,
}));
const ActivatePage = lazy(async () => ({
  default: (await import('../features/password/activate-page.tsx')).ActivatePage,
}));
const ForgotPasswordPage = lazy(async () => ({
  default: (await import('../features/password/forgot-password-page.tsx')).ForgotPasswordPage,
}));
const ResetPasswordPage = lazy(async () => ({
  default: (await import('../features/password/reset-password-page.tsx')).ResetPasswordPage,
}));
const AccountLayout = lazy(async () => ({
  default: (await import('./layout/account-layout.tsx')).AccountLayout,
}));
const PersonalPage = lazy(async () => ({
  default: (await import('../features/account/personal-page.tsx')).PersonalPage,
}));
const PreferencesPage = lazy(async () => ({
  default: (await import('../features/preferences/preferences-page.tsx')).PreferencesPage,
}));
const SecurityPage = lazy(async () => ({
  default: (await import('./pages/security-page.tsx')).SecurityPage,
}));
const NotFoundPage = lazy(async () => ({
  default: (await import('./pages/not-found-page.tsx')).NotFoundPage,
}));

/**
 * Every address of the front end, as docs and mails name them. Routes only choose pages; data is the sagas' business,
 * so React Router's loaders, which weigh more than the rest of it, stay out.
 */
export function AppRoutes() {
  return (
    <Routes>
      <Route element={<AppLayout />}>
        <Route index element={<HomePage />} />
        <Route element={<GuestOnly />}>
          <Route path="login" element={<LoginPage />} />
          <Route path="signup" element={<SignupPage />} />
        </Route>
        <Route path="check-mail" element={<CheckMailPage />} />
        <Route path="activate" element={<ActivatePage />} />
        <Route path="forgot-password" element={<ForgotPasswordPage />} />
        <Route path="reset-password" element={<ResetPasswordPage />} />
        <Route path="account" element={<RequireSession />}>
          <Route element={<AccountLayout />}>
            <Route path="personal" element={<PersonalPage />} />
            <Route path="preferences" element={<PreferencesPage />} />
            <Route path="security" element={<SecurityPage />} />
          </Route>
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
