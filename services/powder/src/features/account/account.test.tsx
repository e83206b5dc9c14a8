import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem, tokenFor } from '../../app/testing/fake-service.ts';
import { closeApps, complaintAbout, field, fill, openApp, person } from '../../app/testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada', city: 'London', country: 'GB', province: 'LND' });
const route = `PUT /user/${ada.id}`;
const save = () => person().click(screen.getByRole('button', { name: 'Save changes' }));

const openPersonal = (service: FakeService) => openApp('/account/personal', { service, keptTokenOf: ada });

afterEach(closeApps);

describe('personal details', () => {
  it('shows what is known and tells browsers what each field is', async () => {
    await openPersonal(new FakeService().signedInAs(ada));
    expect(await field('First name')).toHaveValue('Ada');
    const tokens = Object.fromEntries(
      [...document.querySelectorAll('main form [name]')].map((element) => [
        element.getAttribute('name'),
        element.getAttribute('autocomplete'),
      ]),
    );
    expect(tokens).toEqual({
      firstName: 'given-name',
      lastName: 'family-name',
      phone: 'tel',
      country: 'country',
      addressLine1: 'address-line1',
      addressLine2: 'address-line2',
      postalCode: 'postal-code',
      city: 'address-level2',
      province: 'address-level1',
    });
  });

  it('sends only what was changed, and since when it knows the rest', async () => {
    const saved = { ...ada, lastName: 'Lovelace', updatedAt: '2026-11-20T09:00:00.000Z' };
    const service = new FakeService().signedInAs(ada).on(route, { body: saved });
    await openPersonal(service);
    await fill('Last name', 'Lovelace');
    expect(screen.getByText('Not saved yet')).toBeVisible();
    await save();
    expect(await screen.findByText('Your details are saved.')).toBeVisible();
    expect(service.sentTo(route)).toEqual([{ lastName: 'Lovelace', updatedAt: ada.updatedAt }]);
    expect(screen.queryByText('Not saved yet')).not.toBeInTheDocument();
  });

  it('offers the regions of the chosen country, and forgets those of another', async () => {
    await openPersonal(new FakeService().signedInAs(ada));
    const user = person();
    await within(await field('Country')).findByText('Canada');
    await user.selectOptions(await field('Country'), 'CA');
    const province = await field('Province, state or region');
    expect(province).toHaveValue('');
    await user.selectOptions(province, 'Quebec');
    expect(province).toHaveValue('QC');
    await user.selectOptions(await field('Country'), 'US');
    expect(within(await field('Province, state or region')).getByText('Vermont')).toBeVisible();
  });

  it('names countries in the language of the page', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    await openPersonal(new FakeService().signedInAs(ada));
    expect(await within(await field('Pays')).findByText('Suisse')).toBeVisible();
  });

  it('keeps a saved province that the list does not know', async () => {
    const other = accountWith({ country: 'CA', province: 'Somewhere' });
    await openApp('/account/personal', { service: new FakeService().signedInAs(other), keptTokenOf: other });
    await within(await field('Country')).findByText('Canada');
    expect(await field('Province, state or region')).toHaveValue('Somewhere');
  });

  it('brings a refusal to the field in the words for that field', async () => {
    const refusal = problem(422, 'invalid_input', { errors: { phone: 'invalid_format' } });
    await openPersonal(new FakeService().signedInAs(ada).on(route, refusal));
    await fill('Phone', 'call me');
    await save();
    await screen.findByRole('alert');
    expect(complaintAbout(await field('Phone'))).toContain('digits, spaces');
  });

  it('loads newer details on demand after another tab has saved, and keeps what was typed', async () => {
    const newer = { ...ada, city: 'Paris', updatedAt: '2026-11-20T10:00:00.000Z' };
    const service = new FakeService().signedInAs(ada).on(route, problem(409, 'stale'));
    await openPersonal(service);
    await fill('Last name', 'Lovelace');
    await save();
    expect(await screen.findByRole('alert')).toHaveTextContent('changed elsewhere');
    service.signedInAs(newer).on(route, { body: newer });
    await person().click(screen.getByRole('button', { name: /Load the newest details/ }));
    await waitFor(async () => expect(await field('City')).toHaveValue('Paris'));
    expect(await field('Last name')).toHaveValue('Lovelace');
    await save();
    await screen.findByText('Your details are saved.');
    expect(service.sentTo(route).at(-1)).toEqual({ lastName: 'Lovelace', updatedAt: newer.updatedAt });
  });

  it('keeps what was typed when the session ends, through the log-in and back', async () => {
    const service = new FakeService()
      .signedInAs(ada)
      .on(route, problem(401, 'session_ended'))
      .on('POST /user/login', { body: ada, headers: { Authorization: `Bearer ${tokenFor(ada)}` } });
    const { at } = await openPersonal(service);
    await fill('Last name', 'Lovelace');
    await save();
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
    expect(window.localStorage.getItem('jwt')).toBeNull();
    await fill('E-mail', 'ada@example.com');
    await fill('Password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Log in' }));
    expect(await field('Last name')).toHaveValue('Lovelace');
    await waitFor(() => expect(at()).toBe('/account/personal'));
  });

  it('shows what was typed to its author only', async () => {
    const grace = accountWith({ id: 'grace', email: 'grace@example.com' });
    const service = new FakeService()
      .signedInAs(ada)
      .on(route, problem(401, 'token_expired'))
      .on('POST /user/login', { body: grace, headers: { Authorization: `Bearer ${tokenFor(grace)}` } });
    await openPersonal(service);
    await fill('Last name', 'Lovelace');
    await save();
    await fill('E-mail', 'grace@example.com');
    await fill('Password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Log in' }));
    expect(await field('Last name')).toHaveValue('');
  });

  it('loses nothing when the service is down, and saves at the second attempt', async () => {
    const service = new FakeService().signedInAs(ada).isDown(route);
    await openPersonal(service);
    await fill('Last name', 'Lovelace');
    await save();
    service.on(route, { body: { ...ada, lastName: 'Lovelace' } });
    await person().click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Your details are saved.')).toBeVisible();
    expect(await field('Last name')).toHaveValue('Lovelace');
  });
});

describe('the steps of the account', () => {
  it('are joined by Back and Next', async () => {
    const service = new FakeService().signedInAs(ada).on('GET /user/sessions', { body: { sessions: [] } });
    const { at } = await openPersonal(service);
    const user = person();
    await user.click(await screen.findByRole('link', { name: 'Next' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Preferences' })).toHaveFocus();
    await user.click(screen.getByRole('link', { name: 'Next' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Security' })).toHaveFocus();
    await user.click(screen.getByRole('link', { name: 'Back' }));
    await screen.findByRole('heading', { level: 1, name: 'Preferences' });
    await waitFor(() => expect(at()).toBe('/account/preferences'));
    expect(document.title).toBe(`Preferences · ${product.name}`);
  });
});
