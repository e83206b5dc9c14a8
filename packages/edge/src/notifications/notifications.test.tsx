import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import { act, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Provider } from 'react-redux';
import type { Middleware } from 'redux';
import {
  actionChosen,
  closes,
  dismissed,
  NotificationsSnackbar,
  notificationsSlice,
  notified,
  type Notification,
} from './notifications.ts';

const saved: Notification = {
  id: 'saved',
  severity: 'success',
  message: 'Saved {{name}}',
  values: { name: 'Ada' },
};
const down: Notification = {
  id: 'down',
  severity: 'error',
  message: 'The service is down',
  action: { label: 'Retry' },
};

/** A page with notifications, and the actions that came from it. */
function show() {
  const seen: unknown[] = [];
  const recorder: Middleware = () => (next) => (action) => {
    seen.push(action);
    return next(action);
  };
  const store = configureStore({
    reducer: { notifications: notificationsSlice.reducer },
    middleware: (defaults) => defaults().concat(recorder),
  });
  render(
    <Provider store={store}>
      <NotificationsSnackbar
        translate={(key, values) => key.replace('{{name}}', String(values?.['name'] ?? ''))}
        closeLabel="Close"
      />
    </Provider>,
  );
  const tell = (notification: Notification) => {
    act(() => {
      store.dispatch(notified(notification));
    });
  };
  return { seen, tell };
}

afterEach(() => void jest.useRealTimers());

describe('notifications', () => {
  it('shows a message with its values, politely', () => {
    show().tell(saved);
    expect(screen.getByRole('status').textContent).toContain('Saved Ada');
    expect(screen.getByRole('status').closest('[aria-live]')?.getAttribute('aria-live')).toBe('polite');
  });

  it('speaks up for errors', () => {
    show().tell(down);
    expect(screen.getByRole('alert').textContent).toContain('The service is down');
    expect(screen.getByRole('alert').closest('[aria-live]')?.getAttribute('aria-live')).toBe('assertive');
  });

  it('lets the next one wait until the first is closed', async () => {
    const { tell } = show();
    tell(down);
    tell(saved);
    expect(screen.queryByText('Saved Ada')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.getByText('Saved Ada')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('tells the same thing once', async () => {
    const { tell } = show();
    tell(saved);
    tell({ ...saved, values: { name: 'Grace' } });
    expect(screen.getByText('Saved Grace')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('offers an action, tells which one was chosen and closes', async () => {
    const { seen, tell } = show();
    tell(down);
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(seen).toContainEqual(actionChosen('down'));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('leaves by itself when there is nothing to choose, and stays when there is', () => {
    jest.useFakeTimers();
    const { tell } = show();
    tell(saved);
    tell(down);
    act(() => jest.advanceTimersByTime(6100));
    expect(screen.queryByRole('status')).toBeNull();
    act(() => jest.advanceTimersByTime(60_000));
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('stays when there is a choice, even if it is good news', () => {
    jest.useFakeTimers();
    show().tell({ ...saved, action: { label: 'Undo' } });
    act(() => jest.advanceTimersByTime(60_000));
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('does not leave because the user clicks elsewhere', async () => {
    show().tell(saved);
    await userEvent.click(document.body);
    expect(screen.getByRole('status')).toBeTruthy();
  });
});

describe('closes', () => {
  it('knows the events that end a notification', () => {
    expect([dismissed('down'), actionChosen('down')].every(closes('down'))).toBe(true);
    expect([dismissed('saved'), actionChosen('saved'), notified(down)].some(closes('down'))).toBe(false);
  });
});
