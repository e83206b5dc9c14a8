export {
  actionChosen,
  closes,
  dismissed,
  notificationsSlice,
  notified,
  type Notification,
  type NotificationsState,
} from './notifications.slice.ts';
export { NotificationsSnackbar } from './notifications-snackbar.tsx';
