import { afterEach, describe, expect, it } from '@jest/globals';
import { act, screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem, tokenFor } from '../../app/testing/fake-service.ts';
import {
  closeApps,
  complaintAbout,
  field,
  fill,
  openApp,
  otherTabKeeps,
  person,
} from '../../app/testing/open-app.tsx';

const ada = accountWith();
const grace = accountWith({ id: '0198c0de-0000-7000-8000-000000000002', email: 'grace@example.com' });
const route = `DELETE /user/${ada.id}`;
const deleted = 'Your account is deleted, with everything we kept about you.';

const openPage = (service: FakeService) =>
  openApp('/account/delete', { service: service.signedInAs(ada), keptTokenOf: ada });
const confirm = async () => {
  await fill('Current password', 'correct-horse-battery');
  await person().click(screen.getByRole('button', { name: 'Delete for good' }));
};

afterEach(closeApps);

describe('deleting the account', () => {
  it('is reached from the security page, and left again without harm', async () => {
    const service = new FakeService().signedInAs(ada).on('GET /user/sessions', { body: { sessions: [] } });
    const { at } = await openApp('/account/security', { service, keptTokenOf: ada });
    await person().click(await screen.findByRole('link', { name: 'Delete my account …' }));
    await person().click(await screen.findByRole('link', { name: 'Keep my account' }));
    await screen.findByRole('heading', { name: 'Security' });
    expect(at()).toBe('/account/security');
    expect(service.sentTo(route)).toEqual([]);
  });

  it('sends the password, then forgets the session and says so on the page of guests', async () => {
    const service = new FakeService().on(route, { status: 204 });
    const { at } = await openPage(service);
    await confirm();
    expect(await screen.findByText(deleted)).toBeVisible();
    await waitFor(() => expect(at()).toBe('/'));
    expect(service.sentTo(route)).toEqual([{ password: 'correct-horse-battery' }]);
    expect(window.localStorage.getItem('jwt')).toBeNull();
    expect(service.sentTo('POST /user/logout')).toEqual([]);
  });

  it('says at the field that the password is wrong, and stays signed in', async () => {
    const refusal = problem(401, 'invalid_credentials', { errors: { password: 'invalid_credentials' } });
    const { at } = await openPage(new FakeService().on(route, refusal));
    await confirm();
    await screen.findByRole('alert');
    expect(complaintAbout(await field('Current password'))).toBe('This is not your current password.');
    expect(at()).toBe('/account/delete');
    expect(window.localStorage.getItem('jwt')).not.toBeNull();
  });

  it('ends the session also when the answer comes after the page was left', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = new FakeService().on(route, () => late.then(() => ({ status: 204 })));
    const { at, visit } = await openPage(service);
    await confirm();
    await visit('/account/preferences');
    await screen.findByRole('heading', { name: 'Preferences' });
    answer();
    expect(await screen.findByText(deleted)).toBeVisible();
    await waitFor(() => expect(at()).toBe('/'));
    expect(service.calledOff).toEqual([]);
  });

  it('leaves the session of another person alone who has logged in before the answer came', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = new FakeService().on(route, () => late.then(() => ({ status: 204 })));
    const { visit } = await openPage(service);
    await confirm();
    service.signedInAs(grace);
    otherTabKeeps(tokenFor(grace, 900, 'sid-of-grace'));
    await waitFor(() => expect(service.sentTo('POST /user/get')).toHaveLength(2));
    await visit('/');
    await screen.findByText(/You are signed in as grace@example.com/);
    answer();
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(screen.getByText(/You are signed in as grace@example.com/)).toBeVisible();
    expect(screen.queryByText(deleted)).not.toBeInTheDocument();
    expect(window.localStorage.getItem('jwt')).not.toBeNull();
  });

  it('speaks French', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    await openPage(new FakeService());
    expect(await screen.findByRole('heading', { name: 'Supprimer votre compte' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Supprimer définitivement' })).toBeVisible();
  });

  it('asks a guest to log in first', async () => {
    const { at } = await openApp('/account/delete');
    await screen.findByRole('heading', { name: 'Welcome back' });
    expect(at()).toBe('/login');
  });
});
