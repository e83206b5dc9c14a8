import { locks } from 'node:worker_threads';
import type { operations } from '@gnar/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createJwtStore } from '@gnar/edge/jwt';
import { accountWith, FakeService, problem, tokenFor } from '../app/testing/fake-service.ts';
import { createClient, type ApiClient } from './client.ts';
import { parseProblem, retryAfterSeconds } from './parse-problem.ts';
import { ProblemError } from './problem-error.ts';
import { errorsByField } from './problem.ts';

const ofFirst = tokenFor(accountWith(), 900, 'sid-1');
const ofSecond = tokenFor(accountWith(), 900, 'sid-2');

/** The parameters of `/user/:id`. */
const first = { params: { id: '1' } };
const passwords = { currentPassword: 'x', password: 'y' };

const pause = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5, undefined);
}

/** A tab: all of them share the storage and, as a browser has them, the locks. */
function clientOf(service: FakeService, timeout?: number) {
  window.fetch = service.fetch;
  const jwt = createJwtStore();
  const tokens: string[] = [];
  const client = createClient({ jwt, onToken: (token) => tokens.push(token), timeout, locks });
  return { client, jwt, tokens };
}

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

/** What must not compile is marked: the compiler is what tests these. */
function mistakes(client: ApiClient): (() => unknown)[] {
  return [
    async () => (await client.post('/user/get')).email.toUpperCase(),
    // @ts-expect-error -- the account has no such field
    async () => (await client.post('/user/get')).mail,
    // @ts-expect-error -- there is no such path
    () => client.get('/user/log-in'),
    // @ts-expect-error -- the path has another method
    () => client.get('/user/login'),
    // @ts-expect-error -- the body is missing
    () => client.post('/user/login'),
    // @ts-expect-error -- the body lacks the password
    () => client.post('/user/login', { email: 'ada@example.com' }),
    // @ts-expect-error -- the body has no such field
    () => client.post('/user/login', { email: 'ada@example.com', password: 'x', name: 'Ada' }),
    // @ts-expect-error -- the operation takes no body
    () => client.post('/user/logout', {}),
    // @ts-expect-error -- the parameter of the path is missing
    () => client.put('/user/:id', { city: 'Banff' }),
    // @ts-expect-error -- the parameter has another name
    () => client.delete('/user/sessions/:sid', { params: { id: '1' } }),
    // @ts-expect-error -- the body of this DELETE is missing
    () => client.delete('/user/:id', first),
    // @ts-expect-error -- no operation has this method
    () => client.patch('/user/:id', {}, first),
  ];
}

/** Operations as a fork may add them: PATCH with a file and a query, and a GET whose query may be left out. */
type ForkOperations = {
  addPicture: Omit<(typeof operations)['endSession'], 'method' | 'path'> & {
    method: 'patch';
    path: '/api/trips/:sid';
    query: (typeof operations)['scorePassword']['success']['body'];
    body: (typeof operations)['stepUp']['body'];
    bodyType: 'multipart/form-data';
  };
  listTrips: Omit<(typeof operations)['listSessions'], 'path'> & {
    path: '/api/trips';
    query: (typeof operations)['updateAccount']['body'];
  };
};

describe('the typed requests of the client', () => {
  it('do not compile for an unknown path, another body, missing parameters or another answer', () => {
    expect(mistakes(clientOf(new FakeService()).client)).toHaveLength(12);
  });

  it('fill in the parameters of a path, each encoded as one segment', async () => {
    const service = new FakeService().on('DELETE /user/a%2F..%3Fb', { status: 204 });
    await clientOf(service).client.delete('/user/:id', { params: { id: 'a/..?b' }, body: { password: 'x' } });
    expect(service.sentTo('DELETE /user/a%2F..%3Fb')).toEqual([{ password: 'x' }]);
  });

  it.each(['', '.', '..', '\ud800'])(
    'send nothing for the parameter %j, which no path can hold',
    async (id) => {
      const service = new FakeService();
      const { client } = clientOf(service);
      await expect(client.put('/user/:id', {}, { params: { id } })).rejects.toMatchObject({
        code: 'not_found',
        cause: {
          message: `The parameter "id" of /user/:id is ${JSON.stringify(id)}, which no path can hold.`,
        },
      });
      expect(service.received).toEqual([]);
    },
  );

  it('send PATCH, a form with its file, and a query', async () => {
    const requests: Request[] = [];
    window.fetch = (input, init) => {
      requests.push(new Request(input, init));
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    const client = createClient<ForkOperations>({ jwt: createJwtStore(), onToken: () => undefined, locks });
    const query = { score: 3, pwned: null, acceptable: true, warning: 'a&b', suggestions: ['c', 'd'] };
    const form = new FormData();
    form.set('picture', new File(['snow'], 'snow.png', { type: 'image/png' }));
    await client.patch('/api/trips/:sid', form, { params: { sid: '1' }, query });
    await client.get('/api/trips', { query: { city: 'Banff' } });
    await client.get('/api/trips');
    const parameters = { params: { sid: '1' }, query };
    // @ts-expect-error -- a multipart body is a form
    await client.patch('/api/trips/:sid', { password: 'x' }, parameters);

    const [sent] = requests;
    expect(
      requests.slice(0, 3).map(({ method, url }) => `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`),
    ).toEqual([
      'PATCH /api/trips/1?score=3&acceptable=true&warning=a%26b&suggestions=c&suggestions=d',
      'GET /api/trips?city=Banff',
      'GET /api/trips',
    ]);
    expect(sent?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
    const picture = (await sent?.formData())?.get('picture');
    expect(picture instanceof File ? [picture.name, picture.type, await picture.text()] : picture).toEqual([
      'snow.png',
      'image/png',
      'snow',
    ]);
  });
});

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
    await until(() => service.received.length === 1);
    const save = otherTab.put('/user/:id', {}, first).catch((error: unknown) => error);
    await until(() => service.received.length === 2);
    expect(await Promise.race([save, pause(50, 'waits')])).toBe('waits');
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
    await until(() => service.received.length === 2);
    refuse();
    await expect(change).rejects.toMatchObject({ code: 'session_ended' });
    await expect(save).rejects.toMatchObject({ code: 'session_ended' });
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
      errors: [
        null,
        'x',
        { path: 1, code: 'x' },
        { path: 'x', code: 1 },
        { path: 'email', code: 'required' },
      ],
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
