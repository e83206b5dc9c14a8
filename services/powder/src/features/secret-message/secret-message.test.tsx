import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import { accountWith, FakeService, problem } from '../../app/testing/fake-service.ts';
import { closeApps, holdTheClock, openApp, person } from '../../app/testing/open-app.tsx';
import { parseCheckIn } from './check-in.ts';

const ada = accountWith();
const id = '0198c0de-1111-7000-8000-00000000abcd';
const sentence = `Off-Piste checking in! Check back with Piste at /10-45/get-message/${id} in 1 minute for a secret message.`;
const messageRoute = `GET /10-45/get-message/${id}`;

const service = () =>
  new FakeService()
    .signedInAs(ada)
    .on('GET /10-45', { body: sentence })
    .on(messageRoute, problem(404, 'message_not_found'));

async function ask(fake: FakeService) {
  const opened = await openApp('/', { service: fake, keptTokenOf: ada });
  await person().click(await screen.findByRole('button', { name: 'Ask off-piste' }));
  return opened;
}

afterEach(closeApps);

describe('the secret message', () => {
  it('is promised, counted down to, and shown', async () => {
    const pass = holdTheClock();
    const fake = service();
    await ask(fake);
    expect(await screen.findByText(sentence)).toBeVisible();
    expect(screen.getByText(/due in (60|5\d) s/)).toBeVisible();
    await pass(30_000);
    expect(await screen.findByText(/due in (30|2\d) s/)).toBeVisible();
    expect(fake.sentTo(messageRoute)).toHaveLength(0);
    fake.on(messageRoute, { body: 'Snow falls on everyone.' });
    await pass(31_000);
    expect(await screen.findByText('Snow falls on everyone.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Ask again' })).toBeVisible();
  });

  it('may be late, and is missed when it does not come at all', async () => {
    const pass = holdTheClock();
    const fake = service();
    await ask(fake);
    await screen.findByText(sentence);
    await pass(62_000);
    expect(await screen.findByText(/Looking for your message/)).toBeVisible();
    await pass(70_000);
    expect(await screen.findByText(/The message has not come/)).toBeVisible();
    fake.on(messageRoute, { body: 'Better late.' });
    await person().click(screen.getByRole('button', { name: 'Look once more' }));
    expect(await screen.findByText('Better late.')).toBeVisible();
  });

  it('keeps waiting while the visitor reads other pages', async () => {
    const pass = holdTheClock();
    const fake = service();
    const { visit } = await ask(fake);
    await screen.findByText(sentence);
    await visit('/account/personal');
    fake.on(messageRoute, { body: 'Still here.' });
    await pass(61_000);
    await waitFor(() => expect(fake.sentTo(messageRoute)).toHaveLength(1));
    await visit('/');
    expect(await screen.findByText('Still here.')).toBeVisible();
  });

  it('is not promised to a visitor who leaves the page before the answer', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const fake = service().on('GET /10-45', async () => {
      await late;
      return { body: sentence };
    });
    const { visit } = await ask(fake);
    await waitFor(() => expect(fake.sentTo('GET /10-45')).toHaveLength(1));
    await visit('/account/personal');
    await waitFor(() => expect(fake.calledOff).toEqual(['GET /10-45']));
    answer();
    await visit('/');
    expect(await screen.findByRole('button', { name: 'Ask off-piste' })).toBeVisible();
    expect(screen.queryByText(sentence)).not.toBeInTheDocument();
  });

  it('says how long to wait after asking too often', async () => {
    await ask(service().on('GET /10-45', problem(429, 'too_many_requests', { retryAfter: 30 })));
    expect(await screen.findByText(/wait (30|2\d) seconds/)).toBeVisible();
  });

  it('can be asked for again when off-piste was away', async () => {
    const fake = service().on('GET /10-45', problem(503, 'unavailable'));
    await ask(fake);
    const again = await screen.findByRole('button', { name: 'Try again' });
    fake.on('GET /10-45', { body: sentence });
    await person().click(again);
    expect(await screen.findByText(sentence)).toBeVisible();
  });

  it('leads to the log-in page when the session ended while waiting', async () => {
    const pass = holdTheClock();
    const { at } = await ask(service().on(messageRoute, problem(401, 'session_ended')));
    await screen.findByText(sentence);
    await pass(61_000);
    await waitFor(() => expect(window.localStorage.getItem('jwt')).toBeNull());
    await waitFor(() => expect(at()).toBe('/'));
    expect(await screen.findByRole('heading', { name: product.tagline.en })).toBeVisible();
  });
});

describe('reading the sentence of off-piste', () => {
  it.each([
    ['/10-45/get-message/abc-1 in 1 minute for', { messageId: 'abc-1', delaySeconds: 60 }],
    ['/10-45/get-message/abc in 2 minutes for', { messageId: 'abc', delaySeconds: 120 }],
    ['/10-45/get-message/abc in 5 seconds for', { messageId: 'abc', delaySeconds: 5 }],
    ['nothing to see', { messageId: null, delaySeconds: 60 }],
  ])('finds the place and the delay in "%s"', (text, expected) => {
    expect(parseCheckIn(text)).toEqual({ sentence: text, ...expected });
  });
});
