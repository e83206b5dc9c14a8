import { afterEach, describe, expect, it } from '@jest/globals';
import { act, screen, waitFor } from '@testing-library/react';
import { encodeBase64 } from '@gnar/edge/base64';
import { accountWith, FakeService, problem, tokenFor } from './testing/fake-service.ts';
import { closeApps, field, fill, openApp, person } from './testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada' });
const token = encodeBase64(JSON.stringify({ email: 'ada@example.com', id: 'x'.repeat(43) }));
const strong = { score: 4, pwned: false, acceptable: true, warning: null, suggestions: [] };
const opened = { body: ada, headers: { Authorization: `Bearer ${tokenFor(ada)}` } };
/** Well before the client gives a request up, or a log-out its answer, by itself. */
const soon = { timeout: 3_000 };
const never = () => new Promise<never>(() => undefined);

/** What a visitor to a public page finds answered. */
const forGuests = () =>
  new FakeService()
    .on('POST /user/check-link', { body: { email: 'ada@example.com' } })
    .on('POST /user/score-password', { body: strong });
const forAda = () =>
  forGuests()
    .signedInAs(ada)
    .on('GET /user/sessions', { body: { sessions: [] } });

const press = async (name: string) => person().click(await screen.findByRole('button', { name }));

interface Case {
  page: string;
  route: string;
  send: () => Promise<void>;
  elsewhere: string;
  title: string;
  signedIn?: boolean;
}

const setPassword = (button: string) => async () => {
  await fill('New password', 'correct-horse-battery');
  await press(button);
};
const askForLink = async () => {
  await fill('E-mail', 'ada@example.com');
  await press('Send me the link');
};
const logIn = async () => {
  await fill('E-mail', 'ada@example.com');
  await fill('Password', 'correct-horse-battery');
  await press('Log in');
};
const saveDetails = async () => {
  await fill('Last name', 'Lovelace');
  await press('Save changes');
};
const toLogin = { elsewhere: '/login', title: 'Welcome back' };
const toSignup = { elsewhere: '/signup', title: 'Create your account' };
const toPreferences = { elsewhere: '/account/preferences', title: 'Preferences', signedIn: true };
const toPersonal = { elsewhere: '/account/personal', title: 'Personal details', signedIn: true };

const cases: Case[] = [
  { page: '/signup', route: 'POST /user/signup', send: askForLink, ...toLogin },
  { page: '/login', route: 'POST /user/login', send: logIn, ...toSignup },
  { page: '/forgot-password', route: 'POST /user/send-reset-password-email', send: askForLink, ...toLogin },
  {
    page: `/activate#${token}`,
    route: 'POST /user/activate',
    send: setPassword('Activate my account'),
    ...toSignup,
  },
  {
    page: `/reset-password#${token}`,
    route: 'POST /user/reset-password',
    send: setPassword('Change my password'),
    ...toSignup,
  },
  { page: '/account/personal', route: `PUT /user/${ada.id}`, send: saveDetails, ...toPreferences },
  {
    page: '/account/preferences',
    route: `PUT /user/${ada.id}`,
    send: () => press('Save preferences'),
    ...toPersonal,
  },
];

afterEach(closeApps);

describe('leaving a page while its request is under way', () => {
  it.each(cases)(
    'calls $route off, stays where the visitor went, and shows nothing of its answer',
    async ({ page, route, send, elsewhere, title, signedIn }) => {
      let answer: () => void = () => undefined;
      const late = new Promise<void>((resolve) => (answer = resolve));
      const service = (signedIn === true ? forAda() : forGuests()).on(route, async () => {
        await late;
        return route === 'POST /user/login' ? opened : { status: 202, body: { ...ada, locale: 'fr' } };
      });
      const { at, visit } = await openApp(page, { service, ...(signedIn === true && { keptTokenOf: ada }) });
      await send();
      await waitFor(() => expect(service.sentTo(route)).toHaveLength(1));

      await visit(elsewhere);
      expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
      await waitFor(() => expect(service.calledOff).toContain(route), soon);
      await act(async () => {
        answer();
        await new Promise((resolve) => setTimeout(resolve, 100));
      });

      expect(at()).toBe(elsewhere);
      expect(screen.getByRole('heading', { level: 1, name: title })).toBeVisible();
      expect(document.documentElement.lang).toBe('en');
      expect(screen.queryByText(/ are saved\.$/)).not.toBeInTheDocument();
      if (signedIn !== true) expect(window.localStorage.getItem('jwt')).toBeNull();
    },
  );

  it('says that a save was interrupted, and still has what was typed', async () => {
    const service = forAda().on(`PUT /user/${ada.id}`, never);
    const { visit } = await openApp('/account/personal', { service, keptTokenOf: ada });
    await saveDetails();
    await visit('/account/preferences');
    expect(await screen.findByText(/You left the page before the answer came/)).toBeVisible();
    await visit('/account/personal');
    expect(await field('Last name')).toHaveValue('Lovelace');
  });

  it('does not go to the log-in page after the log-out that makes room for an activated account', async () => {
    const service = forAda().on('POST /user/activate', { status: 204 }).on('POST /user/logout', never);
    const { at, visit } = await openApp(`/activate#${token}`, { service, keptTokenOf: ada });
    await setPassword('Activate my account')();
    await waitFor(() => expect(service.sentTo('POST /user/logout')).toHaveLength(1));
    await visit('/signup');
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(at()).not.toBe('/login');
    // On a slow network it may still arrive.
    expect(service.calledOff).not.toContain('POST /user/logout');
  });

  it('lets a change of password come to its end, because its answer brings the new session', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const fresh = tokenFor(ada, 1_800, 'sid-2');
    const service = forAda().on('POST /user/change-password', async () => {
      await late;
      return { status: 204, headers: { Authorization: `Bearer ${fresh}` } };
    });
    const { visit } = await openApp('/account/security', { service, keptTokenOf: ada });
    await fill('Current password', 'old-password');
    await fill('New password', 'correct-horse-battery');
    await press('Change password');
    await waitFor(() => expect(service.sentTo('POST /user/change-password')).toHaveLength(1));
    await visit('/account/preferences');
    await screen.findByRole('heading', { level: 1, name: 'Preferences' });
    answer();
    expect(await screen.findByText(/Your password is changed/)).toBeVisible();
    expect(window.localStorage.getItem('jwt')).toBe(fresh);
  });
});

describe('sending again while Retry is offered for the first attempt', () => {
  it('sends the new words once, and never the old ones again', async () => {
    const service = forGuests().isDown('POST /user/login');
    await openApp('/login', { service });
    await logIn();
    await screen.findByRole('button', { name: 'Try again' });
    service.on('POST /user/login', problem(401, 'invalid_credentials'));
    await fill('Password', 'another-password');
    await press('Log in');
    expect(await screen.findByText(/E-mail and password do not match/)).toBeVisible();
    expect(service.sentTo('POST /user/login')).toEqual([
      { email: 'ada@example.com', password: 'correct-horse-battery' },
      { email: 'ada@example.com', password: 'another-password' },
    ]);
  });
});
