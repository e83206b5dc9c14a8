import { afterEach, describe, expect, it } from '@jest/globals';
import { accountWith, FakeService, problem, tokenFor } from '../app/testing/fake-service.ts';
import { ProblemError } from './problem-error.ts';
import { clientOf } from './testing/client-of.ts';

const ofFirst = tokenFor(accountWith(), 900, 'sid-1');
const ofSecond = tokenFor(accountWith(), 900, 'sid-2');

/** The parameters of `/user/:id`. */
const first = { params: { id: '1' } };

afterEach(() => window.localStorage.clear());

describe('the client', () => {
  it('sends JSON and the token, and gives the answer', async () => {
    const service = new FakeService().on('PUT /user/1', { body: { id: '1' } });
    const { client, jwt } = clientOf(service);
    jwt.store('a.b.c');
    await expect(client.put('/user/:id', { city: 'Banff' }, first)).resolves.toEqual({ id: '1' });
    expect(service.received).toEqual([
      {
        method: 'PUT',
        path: '/user/1',
        body: { city: 'Banff' },
        authorization: 'Bearer a.b.c',
        credentials: 'same-origin',
      },
    ]);
  });

  it('keeps the fresh token of an answer and tells about it', async () => {
    const headers = { Authorization: 'Bearer d.e.f' };
    const { client, jwt, tokens } = clientOf(new FakeService().on('POST /user/login', { body: {}, headers }));
    await client.post('/user/login', { email: 'ada@example.com', password: 'x' });
    expect(jwt.read()).toBe('d.e.f');
    expect(tokens).toEqual(['d.e.f']);
  });

  it('disregards the token of an answer for a session that another one has replaced meanwhile', async () => {
    const headers = { Authorization: `Bearer ${ofFirst}` };
    const { client, jwt, tokens } = clientOf(
      new FakeService().on('GET /user/sessions', () => {
        jwt.store(ofSecond);
        return { body: {}, headers };
      }),
    );
    jwt.store(ofFirst);
    await client.get('/user/sessions');
    expect(jwt.read()).toBe(ofSecond);
    expect(tokens).toEqual([]);
  });

  it('calls a request off when its signal aborts', async () => {
    const service = new FakeService().on('GET /user/sessions', () => new Promise(() => undefined));
    const controller = new AbortController();
    const answer = clientOf(service).client.until(controller.signal).get('/user/sessions');
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    await expect(answer).rejects.toThrow();
    expect(service.calledOff).toEqual(['GET /user/sessions']);
  });

  it('sends no token when there is none', async () => {
    const service = new FakeService().on('DELETE /user/sessions/s', { status: 204 });
    await clientOf(service).client.delete('/user/sessions/:sid', { params: { sid: 's' } });
    expect(service.received[0]).toMatchObject({ authorization: null, body: undefined });
  });

  it('rejects with what the service said', async () => {
    const refusal = problem(422, 'invalid_input', { errors: { email: 'invalid_email' } });
    const { client } = clientOf(new FakeService().on('POST /user/signup', refusal));
    const error = await client.post('/user/signup', { email: 'ada' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      code: 'invalid_input',
      problem: { status: 422, errors: [{ path: 'email', code: 'invalid_email' }] },
    });
  });

  it.each([
    ['nothing listens', new FakeService().isDown('GET /user/sessions')],
    [
      'the answer never comes',
      new FakeService().on('GET /user/sessions', () => new Promise(() => undefined)),
    ],
  ])('says "unavailable" when %s', async (_name, service) => {
    const { client } = clientOf(service, 200);
    await expect(client.get('/user/sessions')).rejects.toMatchObject({
      code: 'unavailable',
      problem: { status: 0 },
    });
  });

  it('asks once, and leaves it to people to ask again', async () => {
    const service = new FakeService().on(
      'GET /user/sessions',
      problem(503, 'unavailable', { retryAfter: 1 }),
    );
    await expect(clientOf(service).client.get('/user/sessions')).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(service.received).toHaveLength(1);
  });
});
