import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem, tokenFor } from '../../app/testing/fake-service.ts';
import {
  closeApps,
  complaintAbout,
  field,
  fill,
  holdTheClock,
  openApp,
  person,
} from '../../app/testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada' });
const opened = { body: ada, headers: { Authorization: `Bearer ${tokenFor(ada)}` } };

async function logIn(email = 'ada@example.com', password = 'correct-horse-battery') {
  const user = person();
  if (email) await fill('E-mail', email);
  if (password) await fill('Password', password);
  await user.click(screen.getByRole('button', { name: 'Log in' }));
  return user;
}

afterEach(closeApps);

describe('logging in', () => {
  it('opens the account and keeps the token of the answer', async () => {
    const service = new FakeService().on('POST /user/login', opened);
    await openApp('/login', { service });
    await logIn();
    expect(await screen.findByRole('heading', { name: 'Good to see you, Ada' })).toBeVisible();
    expect(service.sentTo('POST /user/login')).toEqual([
      { email: 'ada@example.com', password: 'correct-horse-battery' },
    ]);
    expect(window.localStorage.getItem('jwt')).toBe(opened.headers.Authorization.slice('Bearer '.length));
  });

  it('says that the credentials do not match, and keeps what was typed', async () => {
    const service = new FakeService().on('POST /user/login', problem(401, 'invalid_credentials'));
    const { at } = await openApp('/login', { service });
    await logIn();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('E-mail and password do not match');
    expect(alert).toHaveFocus();
    expect(await field('E-mail')).toHaveValue('ada@example.com');
    await waitFor(() => expect(at()).toBe('/login'));
  });

  it('brings every complaint to its field, with a way there, until the field is edited', async () => {
    // What the service says of an empty password.
    const errors = { email: 'invalid_email', password: 'too_short' };
    const service = new FakeService().on('POST /user/login', problem(422, 'invalid_input', { errors }));
    await openApp('/login', { service });
    const user = await logIn('ada', '');
    expect(await screen.findByRole('alert')).toHaveTextContent('2 fields need another look');
    expect(complaintAbout(await field('E-mail'))).toContain('complete e-mail address');
    expect(complaintAbout(await field('Password'))).toContain('Please fill this in.');
    await user.click(screen.getByRole('link', { name: 'Password' }));
    expect(await field('Password')).toHaveFocus();
    await fill('E-mail', 'ada@example.com');
    expect(complaintAbout(await field('E-mail'))).toBe('');
    expect(screen.getByRole('alert')).toHaveTextContent('One field needs another look');
  });

  it('leads to the page that was asked for, also by way of a forgotten password', async () => {
    const service = new FakeService().on('POST /user/login', opened);
    const { at } = await openApp('/account/preferences', { service });
    await person().click(await screen.findByRole('link', { name: 'Forgot your password?' }));
    await person().click(await screen.findByRole('link', { name: 'Back to log in' }));
    await screen.findByRole('heading', { name: 'Welcome back' });
    await logIn();
    expect(await screen.findByRole('heading', { name: 'Preferences' })).toBeVisible();
    expect(at()).toBe('/account/preferences');
  });

  it('says in French what to allow when the captcha cannot be loaded, and keeps what was typed', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    const service = new FakeService().on('POST /user/login', problem(422, 'captcha_failed'));
    await openApp('/login', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    await fill('Adresse e-mail', 'ada@example.com');
    await fill('Mot de passe', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Se connecter' }));
    const script = await waitFor(() => {
      const found = document.head.querySelector('script[src*="recaptcha"]');
      if (found === null) throw new Error('The script of the captcha is not asked for.');
      return found;
    });
    script.dispatchEvent(new Event('error'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /n’a pas pu charger Google reCAPTCHA.*www\.google\.com et www\.gstatic\.com.*un autre navigateur/,
    );
    expect(await field('Adresse e-mail')).toHaveValue('ada@example.com');
    expect(await field('Mot de passe')).toHaveValue('correct-horse-battery');
  });

  it('speaks French to a visitor who chose it', async () => {
    const service = new FakeService().on('POST /user/login', problem(401, 'invalid_credentials'));
    await openApp('/login', { service });
    const user = person();
    await user.selectOptions(await field('Language'), 'fr');
    expect(await screen.findByRole('heading', { name: 'Content de vous revoir' })).toBeVisible();
    expect(document.documentElement.lang).toBe('fr');
    await user.click(screen.getByRole('button', { name: 'Se connecter' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('ne correspondent pas');
  });

  it('says how long to wait after too many attempts, and counts down', async () => {
    const pass = holdTheClock();
    const service = new FakeService().on(
      'POST /user/login',
      problem(429, 'too_many_requests', { retryAfter: 40 }),
    );
    await openApp('/login', { service });
    await logIn();
    expect(await screen.findByRole('alert')).toHaveTextContent(/wait (40|3\d) seconds/);
    await pass(10_000);
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(/wait (30|2\d) seconds/));
  });

  it('offers to try again when the service is down, and sends the same words once more', async () => {
    const service = new FakeService().isDown('POST /user/login');
    await openApp('/login', { service });
    const user = await logIn();
    expect(await screen.findByText(/service is not answering/)).toBeVisible();
    expect(await field('Password')).toHaveValue('correct-horse-battery');
    service.on('POST /user/login', opened);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: /Good to see you/ })).toBeVisible();
    const [first, second] = service.sentTo('POST /user/login');
    expect(second).toEqual(first);
  });

  it('does not send twice while the first answer is under way', async () => {
    let answer: (value: typeof opened) => void = () => undefined;
    const service = new FakeService().on(
      'POST /user/login',
      () => new Promise((resolve) => (answer = resolve)),
    );
    await openApp('/login', { service });
    const user = await logIn();
    await user.click(screen.getByRole('button', { name: 'Log in' }));
    answer(opened);
    expect(await screen.findByRole('heading', { name: /Good to see you/ })).toBeVisible();
    expect(service.sentTo('POST /user/login')).toHaveLength(1);
  });

  it('leads back to the page that asked for it', async () => {
    const service = new FakeService().on('POST /user/login', opened);
    const { at } = await openApp('/account/preferences', { service });
    expect(await screen.findByText('Log in to see that page.')).toBeVisible();
    await logIn();
    expect(await screen.findByRole('heading', { name: 'Preferences' })).toBeVisible();
    await waitFor(() => expect(at()).toBe('/account/preferences'));
  });

  it('never leads to another site', async () => {
    const service = new FakeService().on('POST /user/login', opened);
    const { at } = await openApp('/login', { service, state: { returnTo: '//evil.example' } });
    await logIn();
    expect(await screen.findByRole('heading', { name: /Good to see you/ })).toBeVisible();
    await waitFor(() => expect(at()).toBe('/'));
  });

  it('shows a password on demand', async () => {
    await openApp('/login');
    const user = person();
    expect(await field('Password')).toHaveAttribute('type', 'password');
    await user.click(screen.getByRole('button', { name: 'Show password' }));
    expect(await field('Password')).toHaveAttribute('type', 'text');
    expect(screen.getByRole('button', { name: 'Hide password' })).toHaveAttribute('aria-pressed', 'true');
  });
});
