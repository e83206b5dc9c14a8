import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { encodeBase64 } from '@gnar/edge/base64';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem } from '../../app/testing/fake-service.ts';
import {
  closeApps,
  complaintAbout,
  field,
  fill,
  holdTheClock,
  openApp,
  person,
} from '../../app/testing/open-app.tsx';

const token = encodeBase64(JSON.stringify({ email: 'ada@example.com', id: 'x'.repeat(43) }));
const weak = {
  score: 1,
  pwned: false,
  acceptable: false,
  warning: 'This is a very common password',
  suggestions: ['Add another word or two. Uncommon words are better.'],
};
const strong = { score: 4, pwned: false, acceptable: true, warning: null, suggestions: [] };

const serviceWithLink = () =>
  new FakeService()
    .on('POST /user/check-link', { body: { email: 'ada@example.com' } })
    .on('POST /user/score-password', { body: strong })
    .on('POST /user/activate', { status: 204 })
    .on('POST /user/reset-password', { status: 204 });

const activate = () => person().click(screen.getByRole('button', { name: 'Activate my account' }));

afterEach(closeApps);

describe('the page behind an activation link', () => {
  it('sets the password and leads to the log-in page with the address filled in', async () => {
    const service = serviceWithLink();
    await openApp(`/activate#${token}`, { service });
    await fill('New password', 'correct-horse-battery');
    expect(await field('E-mail')).toHaveValue('ada@example.com');
    await activate();
    expect(await screen.findByText(/Your account is active/)).toBeVisible();
    expect(await field('E-mail')).toHaveValue('ada@example.com');
    expect(service.sentTo('POST /user/check-link')).toContainEqual({ token, purpose: 'activate' });
    expect(service.sentTo('POST /user/activate')).toEqual([{ token, password: 'correct-horse-battery' }]);
  });

  it('still has the token after the page was loaded again', async () => {
    const service = serviceWithLink();
    await openApp('/activate', { service, state: { token } });
    expect(await field('New password')).toBeVisible();
    expect(service.sentTo('POST /user/check-link')).toContainEqual({ token, purpose: 'activate' });
  });

  it('takes the token out of the address at once', async () => {
    const { at } = await openApp(`/activate#${token}`, { service: serviceWithLink() });
    await field('New password');
    await waitFor(() => expect(at()).toBe('/activate'));
    expect(document.body.innerHTML).not.toContain(token);
  });

  it('judges the password while it is typed, knowing the address, and asks once per pause', async () => {
    // By its own clock: a busy machine must not turn the time between two letters into a pause.
    const pass = holdTheClock();
    const service = serviceWithLink().on('POST /user/score-password', { body: weak });
    await openApp(`/activate#${token}`, { service });
    const user = person();
    await user.type(await field('New password'), 'snow');
    await pass(300);
    expect(await screen.findByText('Easy to guess')).toBeVisible();
    expect(screen.getByText(/This is a very common password\. Add another word or two\./)).toBeVisible();
    expect(service.sentTo('POST /user/score-password')).toEqual([
      { password: 'snow', email: 'ada@example.com' },
    ]);
    service.on('POST /user/score-password', { body: strong });
    await fill('New password', 'correct-horse-battery');
    expect(await screen.findByText('Strong enough')).toBeVisible();
  });

  it.each([
    [{ ...weak, pwned: true }, 'This password has appeared in a data breach.'],
    [{ ...weak, score: 4, warning: null, suggestions: [] }, /Too common, or too close to your e-mail/],
    [{ ...weak, score: 0 }, 'Very easy to guess'],
    [{ ...weak, score: 2 }, 'Getting there'],
    [{ ...weak, score: 3 }, 'Almost there'],
  ])('explains the verdict %j', async (verdict, words) => {
    await openApp(`/activate#${token}`, {
      service: serviceWithLink().on('POST /user/score-password', { body: verdict }),
    });
    await fill('New password', 'snow');
    expect(await screen.findByText(words)).toBeVisible();
  });

  it('says so when the strength cannot be checked, and still sends the password', async () => {
    const service = serviceWithLink().on('POST /user/score-password', problem(503, 'unavailable'));
    await openApp(`/activate#${token}`, { service });
    await fill('New password', 'correct-horse-battery');
    expect(await screen.findByText(/cannot be checked right now/)).toBeVisible();
    await activate();
    expect(await screen.findByText(/Your account is active/)).toBeVisible();
  });

  it('gives the advice in French to French readers', async () => {
    window.localStorage.setItem(`${product.id}-language`, 'fr');
    await openApp(`/activate#${token}`, {
      service: serviceWithLink().on('POST /user/score-password', { body: weak }),
    });
    await fill('Nouveau mot de passe', 'neige');
    expect(
      await screen.findByText(/C’est un mot de passe très courant\. Ajoutez un mot ou deux/),
    ).toBeVisible();
  });

  it('brings a refusal to the field and keeps the password', async () => {
    const refusal = problem(422, 'weak_password', { errors: { password: 'too_short' } });
    await openApp(`/activate#${token}`, { service: serviceWithLink().on('POST /user/activate', refusal) });
    await fill('New password', 'snow');
    await activate();
    await screen.findByRole('alert');
    expect(complaintAbout(await field('New password'))).toContain('at least 8 characters');
    expect(await field('New password')).toHaveValue('snow');
  });

  it('offers a new link when this one has expired', async () => {
    const service = new FakeService().on('POST /user/check-link', problem(410, 'link_expired'));
    const { at } = await openApp(`/activate#${token}`, { service });
    expect(await screen.findByRole('heading', { name: 'This link no longer works' })).toBeVisible();
    await person().click(screen.getByRole('link', { name: 'Get a new link' }));
    expect(await field('E-mail')).toHaveValue('ada@example.com');
    await waitFor(() => expect(at()).toBe('/signup'));
  });

  it('offers a new link when it expires while the password is typed', async () => {
    const service = serviceWithLink().on('POST /user/activate', problem(410, 'link_expired'));
    await openApp(`/activate#${token}`, { service });
    await fill('New password', 'correct-horse-battery');
    await activate();
    expect(await screen.findByRole('alert')).toHaveTextContent('has expired or has already been used');
    expect(screen.getByRole('link', { name: 'Get a new link' })).toBeVisible();
  });

  it('looks again when the service was down', async () => {
    const service = serviceWithLink().isDown('POST /user/check-link');
    await openApp(`/activate#${token}`, { service });
    expect(await screen.findByRole('heading', { name: 'The link could not be checked' })).toBeVisible();
    service.on('POST /user/check-link', { body: { email: 'ada@example.com' } });
    await person().click(screen.getByRole('button', { name: 'Try again' }));
    expect(await field('New password')).toBeVisible();
  });

  it('explains itself when it is opened without a link', async () => {
    await openApp('/activate');
    expect(await screen.findByRole('heading', { name: 'A link is missing' })).toBeVisible();
  });

  it('does not stumble over a link that says nothing readable', async () => {
    const service = new FakeService().on('POST /user/check-link', problem(422, 'invalid_input'));
    await openApp('/activate#%20broken', { service });
    expect(await screen.findByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  });

  it('makes room for the new account when another one is signed in', async () => {
    const service = serviceWithLink()
      .signedInAs(accountWith({ id: 'other', email: 'grace@example.com' }))
      .on('POST /user/logout', { status: 204 });
    await openApp(`/activate#${token}`, { service, keptTokenOf: accountWith({ id: 'other' }) });
    await fill('New password', 'correct-horse-battery');
    await activate();
    expect(await screen.findByText(/Your account is active/)).toBeVisible();
    expect(service.sentTo('POST /user/logout')).toHaveLength(1);
    expect(window.localStorage.getItem('jwt')).toBeNull();
  });
});

describe('a forgotten password', () => {
  it.each([
    ['#ada%2Bski%40example.com', 'ada+ski@example.com'],
    ['#ada%4', ''],
    ['', ''],
  ])('is asked about with the address that the link %p of a mail fills in', async (fragment, address) => {
    await openApp(`/forgot-password${fragment}`, { service: new FakeService() });
    expect(await field('E-mail')).toHaveValue(address);
  });

  it('is answered in the same words whether or not the address is known', async () => {
    const service = new FakeService().on('POST /user/send-reset-password-email', { status: 202, body: {} });
    await openApp('/forgot-password', { service });
    await fill('E-mail', 'ada@example.com');
    await person().click(screen.getByRole('button', { name: 'Send me the link' }));
    expect(await screen.findByText(/If ada@example.com has an account here/)).toBeVisible();
    expect(service.sentTo('POST /user/send-reset-password-email')).toEqual([{ email: 'ada@example.com' }]);
    await person().click(screen.getByRole('button', { name: 'Use another address' }));
    expect(await field('E-mail')).toHaveValue('ada@example.com');
  });

  it('is replaced on the page behind the link', async () => {
    const service = serviceWithLink();
    await openApp(`/reset-password#${token}`, { service });
    await fill('New password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Change my password' }));
    expect(await screen.findByText(/every session has ended/)).toBeVisible();
    expect(service.sentTo('POST /user/check-link')).toContainEqual({ token, purpose: 'reset' });
    expect(service.sentTo('POST /user/reset-password')).toEqual([
      { token, password: 'correct-horse-battery' },
    ]);
  });
});

describe('changing the password', () => {
  const ada = accountWith();
  const serviceForAda = () =>
    serviceWithLink()
      .signedInAs(ada)
      .on('GET /user/sessions', { body: { sessions: [] } });
  const change = async () => {
    await fill('Current password', 'old-password');
    await fill('New password', 'correct-horse-battery');
    await person().click(screen.getByRole('button', { name: 'Change password' }));
  };

  it('says that it is done and empties the fields', async () => {
    const service = serviceForAda().on('POST /user/change-password', { status: 204 });
    await openApp('/account/security', { service, keptTokenOf: ada });
    await change();
    expect(await screen.findByText(/Your password is changed/)).toBeVisible();
    await waitFor(async () => expect(await field('Current password')).toHaveValue(''));
    expect(service.sentTo('POST /user/change-password')).toEqual([
      { currentPassword: 'old-password', password: 'correct-horse-battery' },
    ]);
  });

  it('says which of the two was refused', async () => {
    const refusal = problem(422, 'invalid_input', { errors: { currentPassword: 'invalid_credentials' } });
    const service = serviceForAda().on('POST /user/change-password', refusal);
    await openApp('/account/security', { service, keptTokenOf: ada });
    await change();
    await screen.findByRole('alert');
    expect(complaintAbout(await field('Current password'))).toContain('not your current password');
    expect(await field('New password')).toHaveValue('correct-horse-battery');
  });
});
