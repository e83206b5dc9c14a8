import { afterEach, describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { closeApps, field, openApp, person } from './testing/open-app.tsx';

afterEach(closeApps);

describe('every page', () => {
  it.each([
    ['/', 'Drop in on day one · Gnar'],
    ['/login', 'Welcome back · Gnar'],
    ['/signup', 'Create your account · Gnar'],
    ['/check-mail', 'Check your mail · Gnar'],
    ['/activate', 'A link is missing · Gnar'],
    ['/forgot-password', 'Forgot your password? · Gnar'],
    ['/reset-password', 'A link is missing · Gnar'],
    ['/nowhere/at/all', 'You are off the map · Gnar'],
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

describe('an address that is not ours', () => {
  it('says so and leads home', async () => {
    const { at } = await openApp('/nowhere');
    await person().click(await screen.findByRole('link', { name: 'Back to the start' }));
    expect(await screen.findByRole('heading', { name: 'Drop in on day one.' })).toHaveFocus();
    expect(at()).toBe('/');
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
    expect(at()).toBe('/login');
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
