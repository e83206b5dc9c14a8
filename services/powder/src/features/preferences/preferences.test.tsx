import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem } from '../../app/testing/fake-service.ts';
import { closeApps, field, openApp, person } from '../../app/testing/open-app.tsx';

const ada = accountWith({ locale: 'en' });
const route = `PUT /user/${ada.id}`;

const openPreferences = (service: FakeService) =>
  openApp('/account/preferences', { service, keptTokenOf: ada });
const languageOfForm = () => document.querySelector<HTMLSelectElement>('main [name=locale]')!;

afterEach(closeApps);

describe('preferences', () => {
  it('are saved with the account, and the page changes its language', async () => {
    const service = new FakeService().signedInAs(ada).on(route, { body: { ...ada, locale: 'fr' } });
    await openPreferences(service);
    const user = person();
    await screen.findByRole('heading', { name: 'Preferences' });
    await user.selectOptions(languageOfForm(), 'fr');
    await user.click(screen.getByRole('button', { name: 'Save preferences' }));
    expect(await screen.findByText('Vos préférences sont enregistrées.')).toBeVisible();
    expect(document.documentElement.lang).toBe('fr');
    expect(service.sentTo(route)).toEqual([{ locale: 'fr' }]);
  });

  it('keep the theme on this device', async () => {
    const service = new FakeService().signedInAs(ada).on(route, { body: ada });
    await openPreferences(service);
    const user = person();
    await user.click(await screen.findByRole('radio', { name: 'Dark' }));
    await user.click(screen.getByRole('button', { name: 'Save preferences' }));
    await screen.findByText('Your preferences are saved.');
    expect(document.documentElement).toHaveAttribute('data-color-scheme', 'dark');
    expect(window.localStorage.getItem(`${product.id}-theme`)).toBe('dark');
  });

  it('stay as they were chosen when the service is down', async () => {
    const service = new FakeService()
      .signedInAs(ada)
      .on(route, problem(503, 'unavailable', { retryAfter: 2 }));
    await openPreferences(service);
    const user = person();
    await screen.findByRole('heading', { name: 'Preferences' });
    await user.selectOptions(languageOfForm(), 'fr');
    await user.click(screen.getByRole('button', { name: 'Save preferences' }));
    await screen.findByRole('button', { name: 'Try again' });
    expect(languageOfForm()).toHaveValue('fr');
  });
});

describe('the language switch', () => {
  it('changes the page at once, is remembered, and tells the account', async () => {
    const service = new FakeService().signedInAs(ada).on(route, { body: { ...ada, locale: 'fr' } });
    await openPreferences(service);
    await screen.findByRole('heading', { name: 'Preferences' });
    await person().selectOptions(document.querySelector('header select')!, 'fr');
    expect(await screen.findByRole('heading', { name: 'Préférences' })).toBeVisible();
    expect(window.localStorage.getItem(`${product.id}-language`)).toBe('fr');
    await waitFor(() => expect(service.sentTo(route)).toEqual([{ locale: 'fr' }]));
    expect(languageOfForm()).toHaveValue('fr');
  });

  it('works for guests too, who have no account to tell', async () => {
    const { service } = await openApp('/');
    await person().selectOptions(await field('Language'), 'fr');
    expect(await screen.findByRole('heading', { name: /En piste/ })).toBeVisible();
    expect(service.received.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('does not mind when the account cannot be told', async () => {
    await openPreferences(new FakeService().signedInAs(ada).isDown(route));
    await screen.findByRole('heading', { name: 'Preferences' });
    await person().selectOptions(document.querySelector('header select')!, 'fr');
    expect(await screen.findByRole('heading', { name: 'Préférences' })).toBeVisible();
  });
});

describe('the language of the account', () => {
  it('counts where none was chosen in this browser', async () => {
    const french = accountWith({ locale: 'fr-CA' });
    await openApp('/account/preferences', {
      service: new FakeService().signedInAs(french),
      keptTokenOf: french,
    });
    expect(await screen.findByRole('heading', { name: 'Préférences' })).toBeVisible();
    expect(window.localStorage.getItem(`${product.id}-language`)).toBeNull();
  });

  it('gives way to a choice in this browser', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'en');
    const french = accountWith({ locale: 'fr' });
    await openApp('/account/preferences', {
      service: new FakeService().signedInAs(french),
      keptTokenOf: french,
    });
    expect(await screen.findByRole('heading', { name: 'Preferences' })).toBeVisible();
  });
});
