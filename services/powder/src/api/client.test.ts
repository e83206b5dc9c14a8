import { afterEach, describe, expect, it } from '@jest/globals';
import { createJwtStore } from '@gnar/edge/jwt';
import { accountWith, FakeService, problem, tokenFor } from '../app/testing/fake-service.ts';
import { createClient } from './client.ts';
import { parseProblem, retryAfterSeconds } from './parse-problem.ts';
import { ProblemError } from './problem-error.ts';
import { errorsByField, isAccessRefused } from './problem.ts';

function clientOf(service: FakeService, timeout?: number) {
  window.fetch = service.fetch;
  const jwt = createJwtStore();
  const tokens: string[] = [];
  const client = createClient({ jwt, onToken: (token) => tokens.push(token), timeout });
  return { client, jwt, tokens };
}

afterEach(() => window.localStorage.clear());

describe('the client', () => {
  it('sends JSON and the token, and gives the answer', async () => {
    const service = new FakeService().on('PUT /user/1', { body: { id: '1' } });
    const { client, jwt } = clientOf(service);
    jwt.store('a.b.c');
    await expect(client.put('/user/1', { city: 'Banff' })).resolves.toEqual({ id: '1' });
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
    await client.post('/user/login', {});
    expect(jwt.read()).toBe('d.e.f');
    expect(tokens).toEqual(['d.e.f']);
  });

  it.each([
    ['the token of an answer', { body: {}, headers: { Authorization: `Bearer ${tokenFor(accountWith())}` } }],
    ['the refusal', problem(401, 'session_ended')],
  ])('disregards %s for a session that another one has replaced meanwhile', async (_name, answer) => {
    const replaced = tokenFor(accountWith(), 900, 'sid-1');
    const current = tokenFor(accountWith(), 900, 'sid-2');
    const service = new FakeService();
    const { client, jwt, tokens } = clientOf(service);
    service.on('GET /user/sessions', () => {
      jwt.store(current);
      return answer;
    });
    jwt.store(replaced);
    const outcome = await client.get('/user/sessions').catch((error: unknown) => error);
    expect(jwt.read()).toBe(current);
    expect(tokens).toEqual([]);
    if (outcome instanceof ProblemError) expect(isAccessRefused(outcome.problem)).toBe(false);
  });

  it('calls a request off when its signal aborts', async () => {
    const service = new FakeService().on('GET /10-45', () => new Promise(() => undefined));
    const controller = new AbortController();
    const answer = clientOf(service).client.until(controller.signal).get('/10-45');
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    await expect(answer).rejects.toThrow();
    expect(service.calledOff).toEqual(['GET /10-45']);
  });

  it('sends no token when there is none', async () => {
    const service = new FakeService().on('DELETE /user/sessions/s', { status: 204 });
    await clientOf(service).client.delete('/user/sessions/s');
    expect(service.received[0]).toMatchObject({ authorization: null, body: undefined });
  });

  it('rejects with what the service said', async () => {
    const refusal = problem(422, 'invalid_input', { errors: { email: 'invalid_email' } });
    const { client } = clientOf(new FakeService().on('POST /user/signup', refusal));
    const error = await client.post('/user/signup', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      code: 'invalid_input',
      problem: { status: 422, errors: [{ path: 'email', code: 'invalid_email' }] },
    });
  });

  it.each([
    ['nothing listens', new FakeService().isDown('GET /10-45')],
    ['the answer never comes', new FakeService().on('GET /10-45', () => new Promise(() => undefined))],
  ])('says "unavailable" when %s', async (_name, service) => {
    const { client } = clientOf(service, 200);
    await expect(client.get('/10-45')).rejects.toMatchObject({ code: 'unavailable', problem: { status: 0 } });
  });

  it('asks once, and leaves it to people to ask again', async () => {
    const service = new FakeService().on('GET /10-45', problem(503, 'unavailable', { retryAfter: 1 }));
    await expect(clientOf(service).client.get('/10-45')).rejects.toMatchObject({ code: 'unavailable' });
    expect(service.received).toHaveLength(1);
  });
});

describe('a problem', () => {
  const response = (status: number, retryAfter?: string) => ({
    status,
    headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
  });

  it.each([
    [502, 'unavailable'],
    [504, 'unavailable'],
    [500, 'internal_error'],
    [429, 'too_many_requests'],
    [413, 'payload_too_large'],
    [404, 'not_found'],
    [400, 'invalid_input'],
  ])('is made of a bare %i as %s', (status, code) => {
    for (const body of [undefined, null, '<html>', { code: 7, errors: 'none' }]) {
      expect(parseProblem(response(status), body)).toEqual({ code, status, errors: [] });
    }
  });

  it('keeps only complaints that name a field', () => {
    const body = {
      code: 'invalid_input',
      errors: [null, 'x', { path: 1, code: 'x' }, { path: 'email', code: 'required' }],
    };
    expect(parseProblem(response(422), body).errors).toEqual([{ path: 'email', code: 'required' }]);
  });

  it('says how long to wait, in seconds or until a date (RFC 9110)', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');
    expect(retryAfterSeconds('75', now)).toBe(75);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 10:01:30 GMT', now)).toBe(90);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('soon', now)).toBeUndefined();
    expect(retryAfterSeconds(' ', now)).toBeUndefined();
    expect(retryAfterSeconds(null, now)).toBeUndefined();
  });

  it('gives each field its first complaint', () => {
    const errors = [
      { path: 'password', code: 'too_short', message: '' },
      { path: 'password', code: 'too_guessable', message: '' },
      { path: 'address.city', code: 'too_long', message: '' },
    ];
    expect(errorsByField({ code: 'invalid_input', status: 422, errors })).toEqual({
      password: 'too_short',
      address: 'too_long',
    });
    expect(errorsByField(undefined)).toEqual({});
  });
});
