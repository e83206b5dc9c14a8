import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@testing-library/react';
import { accountWith, FakeService, problem, tokenFor } from '../app/testing/fake-service.ts';
import { clientOf } from './testing/client-of.ts';

const ofFirst = tokenFor(accountWith(), 900, 'sid-1');
const ofSecond = tokenFor(accountWith(), 900, 'sid-2');

/** The parameters of `/user/:id`. */
const first = { params: { id: '1' } };
const passwords = { currentPassword: 'x', password: 'y' };

afterEach(() => window.localStorage.clear());

describe('a refused token', () => {
  const ended = problem(401, 'session_ended');
  /** Takes the token of the second session only; `then` happens before the refusal of another one arrives. */
  const afterFirst = (then: () => void) =>
    new FakeService().on('PUT /user/1', ({ authorization }) => {
      if (authorization === `Bearer ${ofSecond}`) return { body: { id: '1' } };
      then();
      return ended;
    });

  it('that a newer one of the same person has replaced meanwhile is no refusal: the request is sent once more', async () => {
    const service = afterFirst(() => jwt.store(ofSecond));
    const { client, jwt } = clientOf(service);
    jwt.store(ofFirst);
    await expect(client.put('/user/:id', { city: 'Banff' }, first)).resolves.toEqual({ id: '1' });
    expect(service.sentTo('PUT /user/1')).toEqual([{ city: 'Banff' }, { city: 'Banff' }]);
    expect(jwt.read()).toBe(ofSecond);
  });

  it('is tried no third time when the newer one is refused as well', async () => {
    const service = new FakeService().on('PUT /user/1', () => {
      jwt.store(jwt.read() === ofFirst ? ofSecond : ofFirst);
      return ended;
    });
    const { client, jwt } = clientOf(service);
    jwt.store(ofFirst);
    await expect(client.put('/user/:id', {}, first)).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.received).toHaveLength(2);
  });

  it('is a refusal when it is still the newest', async () => {
    const service = afterFirst(() => undefined);
    const { client, jwt } = clientOf(service);
    jwt.store(ofFirst);
    await expect(client.put('/user/:id', {}, first)).rejects.toMatchObject({ code: 'session_ended' });
    expect(service.received).toHaveLength(1);
  });

  it('never makes the request of one person that of another', async () => {
    const service = afterFirst(() => jwt.store(tokenFor(accountWith({ id: 'grace' }), 900, 'sid-of-grace')));
    const { client, jwt } = clientOf(service);
    jwt.store(ofFirst);
    await expect(client.put('/user/:id', {}, first)).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.received).toHaveLength(1);
  });

  it('is not believed while a request of another tab replaces the session', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const service = afterFirst(() => undefined).on('POST /user/change-password', async () => {
      await late;
      return { status: 204, headers: { Authorization: `Bearer ${ofSecond}` } };
    });
    const { client: tab, jwt } = clientOf(service);
    const { client: otherTab } = clientOf(service);
    jwt.store(ofFirst);
    const change = tab.replacingSession().post('/user/change-password', passwords);
    await waitFor(() => expect(service.received).toHaveLength(1));
    const save = otherTab.put('/user/:id', {}, first).catch((error: unknown) => error);
    await waitFor(() => expect(service.received).toHaveLength(2));
    const waits = new Promise((resolve) => setTimeout(resolve, 50, 'waits'));
    expect(await Promise.race([save, waits])).toBe('waits');
    answer();
    await change;
    expect(await save).toEqual({ id: '1' });
  });

  it('is believed as soon as the request that would have replaced the session has failed', async () => {
    let refuse: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (refuse = resolve));
    const service = afterFirst(() => undefined).on('POST /user/change-password', async () => {
      await late;
      return ended;
    });
    const { client, jwt } = clientOf(service);
    jwt.store(ofFirst);
    const change = client.replacingSession().post('/user/change-password', passwords);
    const save = client.put('/user/:id', {}, first);
    await waitFor(() => expect(service.received).toHaveLength(2));
    refuse();
    await expect(change).rejects.toMatchObject({ code: 'session_ended' });
    await expect(save).rejects.toMatchObject({ code: 'session_ended' });
  });
});
