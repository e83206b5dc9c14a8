import Box from '@mui/material/Box';
import { NotificationsSnackbar } from '@gnar/edge/notifications';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { useShown } from '../../manifest/shown.ts';
import { CrashBoundary } from '../../ui/crash-boundary.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { useText } from '../../ui/use-text.ts';
import { CrashPage } from '../pages/crash-page.tsx';
import { AppHeader } from './app-header.tsx';
import { SkipLink } from './skip-link.tsx';
import { useScrollToTop } from './use-scroll-to-top.ts';

/** On a phone a notification that stays must not cover the end of the page. */
const roomForNotifications = { xs: 12, sm: 0 };

/** What every page has: the skip link, the header, the notifications. */
export function AppLayout() {
  const { t } = useTranslation();
  const text = useText();
  const { dialogs } = useShown();
  const { pathname } = useLocation();
  useScrollToTop();
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
      {dialogs.map(({ name, Part }) => (
        <Part key={name} />
      ))}
      <NotificationsSnackbar translate={text} closeLabel={t('action.close')} />
    </>
  );
}
