import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Action } from 'redux';

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

const without = (state: NotificationsState, id: string): NotificationsState => ({
  queue: state.queue.filter((notification) => notification.id !== id),
});

export const notificationsSlice = createSlice({
  name: 'notifications',
  initialState: (): NotificationsState => ({ queue: [] }),
  reducers: {
    /** There is something to tell. */
    notified: ({ queue }, { payload: next }: PayloadAction<Notification>): NotificationsState => {
      const known = queue.some(({ id }) => id === next.id);
      return { queue: known ? queue.map((old) => (old.id === next.id ? next : old)) : [...queue, next] };
    },
    /** The user, or time, closed a notification; the payload is its id. */
    dismissed: (state, { payload: id }: PayloadAction<string>) => without(state, id),
    /** The user chose a notification's action, which also closes it; the payload is its id. */
    actionChosen: (state, { payload: id }: PayloadAction<string>) => without(state, id),
  },
  selectors: {
    /** The notification to show now, if there is one. */
    selectShownNotification: ({ queue }): Notification | undefined => queue[0],
  },
});

export const { notified, dismissed, actionChosen } = notificationsSlice.actions;
export const { selectShownNotification } = notificationsSlice.selectors;

/** True when the action tells that the notification `id` was closed in any way. */
export const closes =
  (id: string) =>
  (action: Action): boolean =>
    (dismissed.match(action) || actionChosen.match(action)) && action.payload === id;
