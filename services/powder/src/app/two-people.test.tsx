import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { accountWith, FakeService, problem, tokenFor } from './testing/fake-service.ts';
import { closeApps, field, fill, openApp, otherTabKeeps, person } from './testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada', city: 'London' });
const grace = accountWith({ id: '0198c0de-0000-7000-8000-000000000002', email: 'grace@example.com' });
const tokenOfGrace = tokenFor(grace, 900, 'sid-of-grace');
const never = () => new Promise<never>(() => undefined);
const keptToken = () => window.localStorage.getItem('jwt');

const times = { ip: null, createdAt: ada.createdAt, lastSeenAt: ada.createdAt };
const sessionsOfAda = { sessions: [{ ...times, sid: 'sid-1', device: 'Firefox on Amiga', current: true }] };

/** A service where Ada is signed in until another tab logs in as Grace. */
const serviceOfAda = () =>
  new FakeService().signedInAs(ada).on('GET /user/sessions', { body: sessionsOfAda });

function graceLogsInElsewhere(service: FakeService) {
  service.on('POST /user/get', { body: grace, headers: { Authorization: `Bearer ${tokenOfGrace}` } });
  otherTabKeeps(tokenOfGrace);
}

afterEach(closeApps);

describe('one browser, two people', () => {
  it('does not show the sessions of the one who logged out to the one who logs in', async () => {
    const service = serviceOfAda().on('POST /user/logout', { status: 204 });
    const { visit } = await openApp('/account/security', { service, keptTokenOf: ada });
    await screen.findByText('Firefox on Amiga');
    await person().click(screen.getAllByRole('button', { name: 'Log out' })[1]!);
    await screen.findByText('You are logged out.');

    service.on('GET /user/sessions', never).on('POST /user/login', {
      body: grace,
      headers: { Authorization: `Bearer ${tokenOfGrace}` },
    });
    await visit('/login');
    await fill('E-mail', 'grace@example.com');
    await fill('Password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Log in' }));
    await screen.findByRole('heading', { name: /Good to see you/ });
    await visit('/account/security');
    await screen.findByRole('heading', { level: 1, name: 'Security' });
    await waitFor(() => expect(service.sentTo('GET /user/sessions').length).toBeGreaterThan(1));
    expect(screen.queryByText('Firefox on Amiga')).not.toBeInTheDocument();
  });

  it('does not show the sessions of the one to the other who logged in in another tab', async () => {
    const service = serviceOfAda();
    await openApp('/account/security', { service, keptTokenOf: ada });
    await screen.findByText('Firefox on Amiga');
    const asked = service.sentTo('GET /user/sessions').length;
    service.on('GET /user/sessions', never);
    graceLogsInElsewhere(service);
    await waitFor(() => expect(service.sentTo('GET /user/sessions').length).toBeGreaterThan(asked));
    expect(screen.queryByText('Firefox on Amiga')).not.toBeInTheDocument();
  });

  it('does not show or send what the one typed once the other logged in in another tab', async () => {
    const service = serviceOfAda();
    const { visit } = await openApp('/account/personal', { service, keptTokenOf: ada });
    await fill('Last name', 'Lovelace');
    graceLogsInElsewhere(service);
    await waitFor(async () => expect(await field('City')).toHaveValue(''));
    expect(await field('Last name')).toHaveValue('');
    expect(screen.queryByText('Not saved yet')).not.toBeInTheDocument();

    await visit('/account/security');
    await fill('Current password', 'a-password-of-graces');
    service.signedInAs(ada);
    otherTabKeeps(tokenFor(ada));
    await waitFor(async () => expect(await field('Current password')).toHaveValue(''));
  });

  it('shows nothing of the one while it is not yet known who the other is', async () => {
    const service = serviceOfAda();
    await openApp('/account/personal', { service, keptTokenOf: ada });
    expect(await field('City')).toHaveValue('London');
    service.on('POST /user/get', never);
    otherTabKeeps(tokenOfGrace);
    await waitFor(() => expect(screen.queryByLabelText('City')).not.toBeInTheDocument());
  });

  it('drops an answer to the one that comes when the other is signed in, and its token', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = serviceOfAda().on(`PUT /user/${ada.id}`, async () => {
      await late;
      return {
        body: { ...ada, locale: 'fr' },
        headers: { Authorization: `Bearer ${tokenFor(ada, 1_800)}` },
      };
    });
    const { visit } = await openApp('/', { service, keptTokenOf: ada });
    await screen.findByRole('heading', { name: 'Good to see you, Ada' });
    await person().selectOptions(await field('Language'), 'fr');
    await waitFor(() => expect(service.sentTo(`PUT /user/${ada.id}`)).toHaveLength(1));
    graceLogsInElsewhere(service);
    expect(await screen.findByText(/grace@example\.com/)).toBeVisible();
    answer();
    await visit('/account/personal');
    expect(await field('Ville')).toHaveValue('');
    expect(screen.queryByText(/ada@example\.com/)).not.toBeInTheDocument();
    expect(keptToken()).toBe(tokenOfGrace);
  });

  it('does not log the other out for a late refusal of the one', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = serviceOfAda().on('POST /user/change-password', async () => {
      await late;
      return problem(401, 'session_ended');
    });
    await openApp('/account/security', { service, keptTokenOf: ada });
    await fill('Current password', 'old-password');
    await fill('New password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Change password' }));
    await waitFor(() => expect(service.sentTo('POST /user/change-password')).toHaveLength(1));
    graceLogsInElsewhere(service);
    await waitFor(async () => expect(await field('Current password')).toHaveValue(''));
    answer();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(keptToken()).toBe(tokenOfGrace);
    expect(screen.queryByText(/Your session has ended/)).not.toBeInTheDocument();
  });
});
