import { afterEach, describe, expect, it } from '@jest/globals';
import { act, screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem, tokenFor } from '../app/testing/fake-service.ts';
import { closeApps, fill, holdTheClock, openApp, otherTabKeeps, person } from '../app/testing/open-app.tsx';

const ada = accountWith({ firstName: 'Ada' });
const phone = {
  sid: 'sid-2',
  device: 'Safari on iPhone',
  ip: '203.0.113.7',
  createdAt: '2026-11-20T08:00:00.000Z',
  lastSeenAt: '2026-11-20T09:00:00.000Z',
  current: false,
};
const greeting = () => screen.findByRole('heading', { name: 'Good to see you, Ada' });
const landing = () => screen.findByRole('heading', { name: product.tagline.en });
const keptToken = () => window.localStorage.getItem('jwt');

afterEach(closeApps);

describe('coming back', () => {
  it('is signed in with the token that was kept, and keeps the fresh one', async () => {
    const service = new FakeService().on('POST /user/get', {
      body: ada,
      headers: { Authorization: 'Bearer fresh.er.token' },
    });
    await openApp('/', { service, keptTokenOf: ada });
    expect(await greeting()).toBeVisible();
    expect(service.received.find(({ path }) => path === '/user/get')?.authorization).toMatch(
      /^Bearer \S+\.c2ln$/,
    );
    expect(keptToken()).toBe('fresh.er.token');
  });

  it('asks nothing of the service without a token', async () => {
    const { service } = await openApp('/');
    expect(await landing()).toBeVisible();
    expect(service.received.map(({ path }) => path)).toEqual(['/config.json']);
  });

  it('forgets a token that is no good any more', async () => {
    const service = new FakeService().on('POST /user/get', problem(401, 'token_expired'));
    await openApp('/', { service, keptTokenOf: ada });
    expect(await landing()).toBeVisible();
    expect(keptToken()).toBeNull();
  });

  it('keeps the token while the service is down, and goes on when it is back', async () => {
    const service = new FakeService().isDown('POST /user/get');
    await openApp('/account/preferences', { service, keptTokenOf: ada });
    expect(await screen.findByText(/You are still signed in/)).toBeVisible();
    expect(keptToken()).not.toBeNull();
    service.signedInAs(ada);
    await person().click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Preferences' })).toBeVisible();
  });

  it('notices by itself that the service is back', async () => {
    const pass = holdTheClock();
    const service = new FakeService().isDown('POST /user/get');
    await openApp('/', { service, keptTokenOf: ada });
    expect(await screen.findByText(/You are still signed in/)).toBeVisible();
    service.signedInAs(ada);
    await pass(5_100);
    expect(await greeting()).toBeVisible();
  });

  it('sends a user who is signed in on from the pages for guests', async () => {
    const { at } = await openApp('/login', { service: new FakeService().signedInAs(ada), keptTokenOf: ada });
    expect(await greeting()).toBeVisible();
    await waitFor(() => expect(at()).toBe('/'));
  });
});

describe('logging out', () => {
  const logOut = async () => {
    await greeting();
    await person().click(screen.getByRole('button', { name: 'Log out' }));
  };

  it('ends the session at the service and in the browser', async () => {
    const service = new FakeService().signedInAs(ada).on('POST /user/logout', { status: 204 });
    await openApp('/', { service, keptTokenOf: ada });
    await logOut();
    expect(await landing()).toBeVisible();
    expect(screen.getByText('You are logged out.')).toBeVisible();
    expect(keptToken()).toBeNull();
    expect(service.received.find(({ path }) => path === '/user/logout')?.authorization).toMatch(/^Bearer /);
  });

  it('goes to the landing page from a protected one', async () => {
    const service = new FakeService()
      .signedInAs(ada)
      .on('GET /user/sessions', { body: { sessions: [] } })
      .on('POST /user/logout', { status: 204 });
    const { at } = await openApp('/account/security', { service, keptTokenOf: ada });
    await screen.findByRole('heading', { level: 1, name: 'Security' });
    await person().click(screen.getAllByRole('button', { name: 'Log out' })[1]!);
    expect(await landing()).toBeVisible();
    await waitFor(() => expect(at()).toBe('/'));
  });

  it('works in this browser when the service is down, and says what that means', async () => {
    const service = new FakeService().signedInAs(ada).isDown('POST /user/logout');
    await openApp('/', { service, keptTokenOf: ada });
    await logOut();
    expect(await screen.findByText(/logged out in this browser/)).toBeVisible();
    expect(keptToken()).toBeNull();
  });

  it('does not wait for a service that hangs', async () => {
    const pass = holdTheClock();
    const service = new FakeService()
      .signedInAs(ada)
      .on('POST /user/logout', () => new Promise(() => undefined));
    await openApp('/', { service, keptTokenOf: ada });
    await logOut();
    await pass(5_100);
    expect(await screen.findByText(/logged out in this browser/)).toBeVisible();
  });

  it('is not undone by an answer that was still under way', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = new FakeService()
      .signedInAs(ada)
      .on('POST /user/logout', { status: 204 })
      .on('GET /user/sessions', async () => {
        await late;
        return { body: { sessions: [] }, headers: { Authorization: `Bearer ${tokenFor(ada)}` } };
      });
    await openApp('/account/security', { service, keptTokenOf: ada });
    await waitFor(() => expect(service.sentTo('GET /user/sessions').length).toBeGreaterThan(0));
    await person().click(screen.getAllByRole('button', { name: 'Log out' })[0]!);
    await landing();
    answer();
    expect(keptToken()).toBeNull();
  });
});

describe('other tabs', () => {
  it('log this one out', async () => {
    const { at } = await openApp('/account/preferences', {
      service: new FakeService().signedInAs(ada),
      keptTokenOf: ada,
    });
    await screen.findByRole('heading', { name: 'Preferences' });
    otherTabKeeps(null);
    expect(await screen.findByText('You logged out in another tab.')).toBeVisible();
    await waitFor(() => expect(at()).toBe('/login'));
  });

  it('log this one in', async () => {
    const service = new FakeService().signedInAs(ada);
    await openApp('/', { service });
    await landing();
    otherTabKeeps(tokenFor(ada));
    expect(await greeting()).toBeVisible();
  });

  it('keep this one alive with the tokens they get', async () => {
    const pass = holdTheClock();
    await openApp('/', { service: new FakeService().signedInAs(ada), keptTokenOf: ada });
    await greeting();
    await pass(800_000);
    otherTabKeeps(tokenFor(ada));
    await pass(800_000);
    expect(await greeting()).toBeVisible();
  });
});

describe('a session that another tab replaces', () => {
  it('goes on here too, with what was asked with the old token', async () => {
    const renewed = tokenFor(ada, 900, 'sid-2');
    const service = new FakeService().signedInAs(ada).on('GET /user/sessions', ({ authorization }) => {
      if (authorization === `Bearer ${renewed}`) return { body: { sessions: [phone] } };
      // The other tab has the answer before this one hears of the end.
      window.localStorage.setItem('jwt', renewed);
      return problem(401, 'session_ended');
    });
    await openApp('/account/security', { service, keptTokenOf: ada });
    expect(await screen.findByText('Safari on iPhone')).toBeVisible();
    expect(keptToken()).toBe(renewed);
  });

  it('is not ended by word of a token that was cleared before the new one was kept', async () => {
    await openApp('/', { service: new FakeService().signedInAs(ada), keptTokenOf: ada });
    await greeting();
    const kept = keptToken();
    act(() => {
      window.dispatchEvent(new StorageEvent('storage', { key: 'jwt', newValue: null }));
    });
    expect(await greeting()).toBeVisible();
    expect(keptToken()).toBe(kept);
  });
});

describe('an idle page', () => {
  it('stops showing what it protected when its token has died', async () => {
    const pass = holdTheClock();
    await openApp('/account/preferences', { service: new FakeService().signedInAs(ada), keptTokenOf: ada });
    await screen.findByRole('heading', { name: 'Preferences' });
    await pass(901_000);
    expect(await screen.findByText(/You were away for a while/)).toBeVisible();
    expect(keptToken()).toBeNull();
  });
});

describe('a browser that blocks storage', () => {
  it('still lets a user log in, for as long as the page is open', async () => {
    const blocked = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
    const original = { ...Object.getOwnPropertyDescriptors(Storage.prototype) };
    Object.assign(Storage.prototype, { getItem: blocked, setItem: blocked, removeItem: blocked });
    try {
      const service = new FakeService().on('POST /user/login', {
        body: ada,
        headers: { Authorization: `Bearer ${tokenFor(ada)}` },
      });
      await openApp('/login', { service });
      await fill('E-mail', 'ada@example.com');
      await fill('Password', 'correct-horse-battery');
      await person().click(screen.getByRole('button', { name: 'Log in' }));
      expect(await greeting()).toBeVisible();
    } finally {
      Object.defineProperties(Storage.prototype, original);
    }
  });
});
