import '@testing-library/jest-dom/jest-globals';
import { afterEach, describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { accountWith, FakeService } from './testing/fake-service.ts';
import { closeApps, fill, openApp, person } from './testing/open-app.tsx';

afterEach(closeApps);

describe('the logic of a feature', () => {
  it('comes with the first page of the feature, and not before', async () => {
    const { store, visit } = await openApp('/');
    await screen.findByRole('heading', { level: 1 });
    const before = Object.keys(store.getState());
    expect(before).not.toContain('login');
    await visit('/login');
    await screen.findByRole('button', { name: 'Log in' });
    expect(Object.keys(store.getState()).filter((key) => !before.includes(key))).toEqual(['login']);
  });

  it('comes with a part that another feature shows', async () => {
    const service = new FakeService()
      .signedInAs(accountWith())
      .on('GET /user/sessions', { body: { sessions: [] } });
    const { store } = await openApp('/account/security', { service, keptTokenOf: accountWith() });
    await screen.findByRole('heading', { level: 1 });
    expect(store.getState()).toHaveProperty(['sessions/list']);
    expect(store.getState()).not.toHaveProperty(['account/draft']);
  });

  it('is installed once, however many pages of the feature are opened', async () => {
    const service = new FakeService().on('POST /user/send-reset-password-email', { status: 202, body: {} });
    const { visit } = await openApp('/activate', { service });
    await screen.findByRole('heading', { level: 1 });
    await visit('/forgot-password');
    await fill('E-mail', 'ada@example.com');
    await person().click(screen.getByRole('button', { name: 'Send me the link' }));
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(service.sentTo('POST /user/send-reset-password-email')).toHaveLength(1);
  });
});
