import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { FakeService, problem } from '../../app/testing/fake-service.ts';
import {
  closeApps,
  complaintAbout,
  field,
  fill,
  holdTheClock,
  openApp,
  person,
} from '../../app/testing/open-app.tsx';

const accepted = { status: 202, body: {} };

async function signUp(email: string) {
  const user = person();
  await fill('E-mail', email);
  await user.click(screen.getByRole('button', { name: 'Send me the link' }));
  return user;
}

afterEach(closeApps);

describe('signing up', () => {
  it('asks for a mail in the language of the page and says where to look', async () => {
    const service = new FakeService().on('POST /user/signup', accepted);
    const { at } = await openApp('/signup', { service });
    await signUp('ada@example.com');
    expect(await screen.findByRole('heading', { name: 'Check your mail' })).toHaveFocus();
    expect(screen.getByText(/sent a message to ada@example.com/)).toBeVisible();
    await waitFor(() => expect(at()).toBe('/check-mail'));
    expect(service.sentTo('POST /user/signup')).toEqual([{ email: 'ada@example.com', locale: 'en' }]);
  });

  it('brings a refusal to the field', async () => {
    const errors = { email: 'invalid_email' };
    const service = new FakeService().on('POST /user/signup', problem(422, 'invalid_input', { errors }));
    await openApp('/signup', { service });
    await signUp('ada@');
    await screen.findByRole('alert');
    expect(complaintAbout(await field('E-mail'))).toContain('complete e-mail address');
    expect(await field('E-mail')).toHaveValue('ada@');
  });

  it('sends the mail again, but not over and over', async () => {
    const pass = holdTheClock();
    const service = new FakeService().on('POST /user/signup', accepted);
    await openApp('/check-mail', { service, state: { email: 'ada@example.com' } });
    const user = person();
    await user.click(await screen.findByRole('button', { name: 'Send it again' }));
    expect(await screen.findByText(/The newest link is the one that works/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: /Send it again in \d+ s/ }));
    expect(service.sentTo('POST /user/signup')).toHaveLength(1);
    await pass(31_000);
    await user.click(await screen.findByRole('button', { name: 'Send it again' }));
    await waitFor(() => expect(service.sentTo('POST /user/signup')).toHaveLength(2));
  });

  it('still helps a visitor who opens the page without an address', async () => {
    await openApp('/check-mail');
    expect(await screen.findByText(/sent you a message/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Send it again' })).not.toBeInTheDocument();
  });

  it('carries a typed address over to the log-in page', async () => {
    await openApp('/signup');
    await fill('E-mail', 'ada@example.com');
    await person().click(screen.getAllByRole('link', { name: 'Log in' }).at(-1)!);
    expect(await screen.findByRole('heading', { name: 'Welcome back' })).toBeVisible();
    expect(await field('E-mail')).toHaveValue('ada@example.com');
  });
});

describe('the captcha', () => {
  const captchaScript = () => document.head.querySelector<HTMLScriptElement>('script[src*="recaptcha"]');
  const bringCaptcha = () => {
    window.grecaptcha = {
      ready: (callback) => callback(),
      execute: async (key, { action }) => `pass ${key} ${action}`,
    };
    captchaScript()?.dispatchEvent(new Event('load'));
  };
  afterEach(() => {
    captchaScript()?.remove();
    delete window.grecaptcha;
  });

  it('loads nothing without a site key', async () => {
    const service = new FakeService().on('POST /user/signup', accepted);
    await openApp('/signup', { service });
    await signUp('ada@example.com');
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(captchaScript()).toBeNull();
  });

  it('sends a token of its own with every attempt when there is one', async () => {
    const service = new FakeService().on('POST /user/signup', accepted);
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    await signUp('ada@example.com');
    await waitFor(() => expect(captchaScript()?.src).toContain('render=site-key-0123456789'));
    bringCaptcha();
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(service.sentTo('POST /user/signup')).toEqual([
      { email: 'ada@example.com', locale: 'en', captcha: 'pass site-key-0123456789 signup' },
    ]);
  });

  it('is asked for anew when the same words are sent again, because a token is good once', async () => {
    let tokens = 0;
    window.grecaptcha = {
      ready: (callback) => callback(),
      execute: async (_key, { action }) => `${action} ${(tokens += 1)}`,
    };
    const service = new FakeService().isDown('POST /user/signup');
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    await signUp('ada@example.com');
    await waitFor(() => expect(captchaScript()).not.toBeNull());
    captchaScript()?.dispatchEvent(new Event('load'));
    const again = await screen.findByRole('button', { name: 'Try again' });
    service.on('POST /user/signup', accepted);
    await person().click(again);
    await screen.findByRole('heading', { name: 'Check your mail' });
    const attempt = { email: 'ada@example.com', locale: 'en' };
    expect(service.sentTo('POST /user/signup')).toEqual([
      { ...attempt, captcha: 'signup 1' },
      { ...attempt, captcha: 'signup 2' },
    ]);
  });

  it('never stops a person when its script cannot be had', async () => {
    const service = new FakeService().on('POST /user/signup', accepted);
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    await signUp('ada@example.com');
    await waitFor(() => expect(captchaScript()).not.toBeNull());
    captchaScript()?.dispatchEvent(new Event('error'));
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(service.sentTo('POST /user/signup')).toEqual([{ email: 'ada@example.com', locale: 'en' }]);
  });

  it.each([
    ['cannot be loaded', 'error'],
    ['is loaded without its API', 'load'],
  ])(
    'whose script %s: the page says what to allow, keeps the draft and loads it again at the next try',
    async (_, event) => {
      const service = new FakeService().on('POST /user/signup', problem(422, 'captcha_failed'));
      await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
      const user = await signUp('ada@example.com');
      await waitFor(() => expect(captchaScript()).not.toBeNull());
      captchaScript()?.dispatchEvent(new Event(event));
      expect(await screen.findByRole('alert')).toHaveTextContent(
        /could not load Google reCAPTCHA.*Allow scripts from www\.google\.com and www\.gstatic\.com on this page, or use another browser/,
      );
      expect(await field('E-mail')).toHaveValue('ada@example.com');
      expect(captchaScript()).toBeNull();

      service.on('POST /user/signup', accepted);
      await user.click(screen.getByRole('button', { name: 'Send me the link' }));
      await waitFor(() => expect(captchaScript()).not.toBeNull());
      bringCaptcha();
      await screen.findByRole('heading', { name: 'Check your mail' });
      expect(service.sentTo('POST /user/signup')).toEqual([
        { email: 'ada@example.com', locale: 'en' },
        { email: 'ada@example.com', locale: 'en', captcha: 'pass site-key-0123456789 signup' },
      ]);
    },
  );

  it('whose script fails only after the request went without it is loaded again at the next try', async () => {
    const pass = holdTheClock();
    const service = new FakeService().on('POST /user/signup', problem(422, 'captcha_failed'));
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    const user = await signUp('ada@example.com');
    await waitFor(() => expect(captchaScript()).not.toBeNull());
    await pass(5_000);
    expect(await screen.findByRole('alert')).toHaveTextContent(/could not load Google reCAPTCHA/);
    captchaScript()?.dispatchEvent(new Event('error'));

    service.on('POST /user/signup', accepted);
    await user.click(screen.getByRole('button', { name: 'Send me the link' }));
    await waitFor(() => expect(captchaScript()).not.toBeNull());
    bringCaptcha();
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(service.sentTo('POST /user/signup').at(-1)).toHaveProperty('captcha');
  });

  it('that took a person for a robot is not said to be missing', async () => {
    const service = new FakeService().on('POST /user/signup', problem(422, 'captcha_failed'));
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'site-key-0123456789' } });
    await signUp('ada@example.com');
    await waitFor(() => expect(captchaScript()).not.toBeNull());
    bringCaptcha();
    expect(await screen.findByRole('alert')).toHaveTextContent(/could not tell you from a robot/);
  });

  it('does not let a strange configuration into the address of the script', async () => {
    const service = new FakeService().on('POST /user/signup', accepted);
    await openApp('/signup', { service, config: { recaptchaSiteKey: 'x"><script>' } });
    await signUp('ada@example.com');
    await screen.findByRole('heading', { name: 'Check your mail' });
    expect(captchaScript()).toBeNull();
  });
});
