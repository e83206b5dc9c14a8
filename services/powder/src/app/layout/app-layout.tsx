import Box from '@mui/material/Box';
import { NotificationsSnackbar } from '@gnar/edge/notifications';
import type { ParseKeys } from 'i18next';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { StepUp, StepUpImpossible } from '../../features/step-up/step-up.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { CrashBoundary } from '../crash-boundary.tsx';
import { CrashPage } from '../pages/crash-page.tsx';
import { AppHeader } from './app-header.tsx';
import { SkipLink } from './skip-link.tsx';
import { useScrollToTop } from './use-scroll-to-top.ts';

/** On a phone a notification that stays must not cover the end of the page. */
const roomForNotifications = { xs: 12, sm: 0 };

/** What every page has: the skip link, the header, the notifications. */
export function AppLayout() {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  useScrollToTop();
  // Notifications carry their keys as plain texts through the store.
  const isKey = (key: string): key is ParseKeys => i18n.exists(key);
  return (
    <>
      <SkipLink />
      <AppHeader />
      <Box
        component="main"
        id="content"
        tabIndex={-1}
        sx={{ flex: 1, display: 'flex', flexDirection: 'column', outline: 'none', pb: roomForNotifications }}
      >
        <CrashBoundary place={pathname} fallback={<CrashPage />}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </CrashBoundary>
      </Box>
      <CrashBoundary place={pathname} fallback={<StepUpImpossible />}>
        <StepUp />
      </CrashBoundary>
      <NotificationsSnackbar
        translate={(key, values) => (isKey(key) ? t(key, { ...values }) : key)}
        closeLabel={t('action.close')}
      />
    </>
  );
}
