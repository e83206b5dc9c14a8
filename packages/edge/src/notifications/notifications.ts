export {
  actionChosen,
  closes,
  dismissed,
  notificationsReducer,
  notified,
  type Notification,
  type NotificationsState,
} from './notifications.slice.ts';
export { NotificationsSnackbar } from './notifications-snackbar.tsx';
