import type { Page } from 'playwright-core';

/** The addresses of design.md for guests, and an unknown one. */
export const guestPages = [
  '/',
  '/login',
  '/signup',
  '/check-mail',
  '/activate',
  '/forgot-password',
  '/reset-password',
  '/no-such-page',
] as const;

export const accountPages = [
  '/',
  '/account/personal',
  '/account/preferences',
  '/account/security',
  '/account/delete',
] as const;

/** Opens a page and waits until it shows content and has stopped loading. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('main [aria-busy=true]').waitFor({ state: 'detached' });
}
