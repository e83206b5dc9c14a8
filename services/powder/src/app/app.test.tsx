import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService } from './testing/fake-service.ts';
import { closeApps, field, fill, openApp, person } from './testing/open-app.tsx';

afterEach(closeApps);

describe('every page', () => {
  it.each([
    ['/', `${product.tagline.en.replace(/[.!]$/, '')} · ${product.name}`],
    ['/login', `Welcome back · ${product.name}`],
    ['/signup', `Create your account · ${product.name}`],
    ['/check-mail', `Check your mail · ${product.name}`],
    ['/activate', `A link is missing · ${product.name}`],
    ['/forgot-password', `Forgot your password? · ${product.name}`],
    ['/reset-password', `A link is missing · ${product.name}`],
    ['/nowhere/at/all', `You are off the map · ${product.name}`],
  ])('%s has one heading, a title, a language and a way to change it', async (path, title) => {
    await openApp(path);
    expect(await screen.findByRole('heading', { level: 1 })).toBeVisible();
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    expect(document.title).toBe(title);
    expect(document.documentElement.lang).toBe('en');
    expect(await field('Language')).toBeVisible();
  });

  it('names every field as the contract does, labels it and tells browsers what it is', async () => {
    for (const path of ['/login', '/signup', '/forgot-password']) {
      await openApp(path);
      await screen.findByRole('heading', { level: 1 });
      const form = document.querySelector<HTMLFormElement>('main form')!;
      expect(form.noValidate).toBe(true);
      expect(form.querySelector('button[type=submit]')).toBeVisible();
      for (const input of form.querySelectorAll('input')) {
        expect(['email', 'password']).toContain(input.name);
        expect(input.type).toBe(input.name);
        expect(input.autocomplete).not.toBe('');
        expect(input.labels?.[0]).toHaveTextContent(/\w/);
      }
      closeApps();
    }
  });
});

describe('the security page', () => {
  it('shows which sessions are left once the password is changed', async () => {
    const ada = accountWith();
    const seen = { ip: null, createdAt: ada.createdAt, lastSeenAt: ada.createdAt };
    const here = { ...seen, sid: 'sid-1', device: 'Firefox on Linux', current: true };
    const phone = { ...seen, sid: 'sid-2', device: 'Safari on iPhone', current: false };
    const service = new FakeService()
      .signedInAs(ada)
      .on('GET /user/sessions', { body: { sessions: [here, phone] } })
      .on('POST /user/score-password', {
        body: { score: 4, pwned: false, acceptable: true, suggestions: [] },
      })
      .on('POST /user/change-password', { status: 204 });
    await openApp('/account/security', { service, keptTokenOf: ada });
    expect(await screen.findByText('Safari on iPhone')).toBeVisible();

    service.on('GET /user/sessions', { body: { sessions: [here] } });
    await fill('Current password', 'old-password');
    await fill('New password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Change password' }));
    await waitFor(() => expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument());
  });
});

describe('an address that is not ours', () => {
  it('says so and leads home', async () => {
    const { at } = await openApp('/nowhere');
    await person().click(await screen.findByRole('link', { name: 'Back to the start' }));
    expect(await screen.findByRole('heading', { name: product.tagline.en })).toHaveFocus();
    await waitFor(() => expect(at()).toBe('/'));
  });
});

describe('the skip link', () => {
  it('is the first stop of the keyboard and leads to the content, without touching the address', async () => {
    const { at } = await openApp('/login');
    await screen.findByRole('heading', { level: 1 });
    const user = person();
    await user.tab();
    expect(screen.getByRole('link', { name: 'Skip to the content' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('main')).toHaveFocus();
    await waitFor(() => expect(at()).toBe('/login'));
  });
});

describe('the language', () => {
  it('is that of the browser on a first visit', async () => {
    const languages = Object.getOwnPropertyDescriptor(Navigator.prototype, 'languages')!;
    Object.defineProperty(Navigator.prototype, 'languages', {
      configurable: true,
      get: () => ['de-CH', 'fr-CH', 'en'],
    });
    try {
      await openApp('/login');
      expect(await screen.findByRole('heading', { name: 'Content de vous revoir' })).toBeVisible();
      expect(document.documentElement.lang).toBe('fr');
    } finally {
      Object.defineProperty(Navigator.prototype, 'languages', languages);
    }
  });
});
