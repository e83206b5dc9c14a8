import Box from '@mui/material/Box';
import { NotificationsSnackbar } from '@gnar/edge/notifications';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration } from 'react-router';
import { AppHeader } from './app-header.tsx';
import { SkipLink } from './skip-link.tsx';

/** On a phone a notification that stays must not cover the end of the page. */
const roomForNotifications = { xs: 12, sm: 0 };

/** What every page has: the skip link, the header, the notifications. */
export function AppLayout() {
  const { t, i18n } = useTranslation();
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
        <Outlet />
      </Box>
      <NotificationsSnackbar
        translate={(key, values) => (isKey(key) ? t(key, { ...values }) : key)}
        closeLabel={t('action.close')}
      />
      <ScrollRestoration />
    </>
  );
}
