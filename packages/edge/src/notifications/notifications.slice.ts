import type { Action } from 'redux';
import { eventsOf } from '../redux/events.ts';
import { makeReducer } from '../redux/make-reducer.ts';

export type Severity = 'success' | 'info' | 'warning' | 'error';

/** Something to tell the user. Texts are keys: the component translates them when it shows them. */
export interface Notification {
  /** The same id replaces what is still waiting or shown, so that one failure is told once. */
  id: string;
  severity: Severity;
  message: string;
  /** Values that the message speaks of, such as a number of seconds. */
  values?: Record<string, string | number>;
  /** A button, such as Retry; choosing it is the event `actionChosen` with this notification's id. */
  action?: { label: string };
}

export interface NotificationsState {
  /** The first one is shown, the others wait. */
  queue: readonly Notification[];
}

const event = eventsOf('notifications');

/** There is something to tell. */
export const notified = event<Notification>('notified');
/** The user, or time, closed a notification; the payload is its id. */
export const dismissed = event<string>('dismissed');
/** The user chose a notification's action, which also closes it; the payload is its id. */
export const actionChosen = event<string>('actionChosen');

const initialState: NotificationsState = { queue: [] };

const without = (state: NotificationsState, id: string): NotificationsState => ({
  queue: state.queue.filter((notification) => notification.id !== id),
});

export const notificationsReducer = makeReducer<NotificationsState>(initialState, (on) => {
  on(notified, ({ queue }, next) => {
    const known = queue.some(({ id }) => id === next.id);
    return { queue: known ? queue.map((old) => (old.id === next.id ? next : old)) : [...queue, next] };
  });
  on(dismissed, without);
  on(actionChosen, without);
});

/** The notification to show now, if there is one. */
export const selectShownNotification = (state: {
  notifications: NotificationsState;
}): Notification | undefined => state.notifications.queue[0];

/** True when the action tells that the notification `id` was closed in any way. */
export const closes =
  (id: string) =>
  (action: Action): boolean =>
    (dismissed.match(action) || actionChosen.match(action)) && action.payload === id;
