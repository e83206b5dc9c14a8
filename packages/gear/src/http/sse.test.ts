import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { get } from './route.ts';
import { type ServerSentEvent, sse } from './sse.ts';
import type { Session } from '../sessions/sessions.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { until } from '../testing/until.ts';

const clock = new FakeClock();
let published: ServerSentEvent[] = [];
let open = 0;
let waiting = 0;
let isOpen = false;

/** What is published, from the event after the last one that was seen. */
async function* news(lastEventId: string | undefined, signal: AbortSignal) {
  open += 1;
  try {
    let next = lastEventId === undefined ? 0 : Number(lastEventId);
    while (!signal.aborted) {
      const event = published[next];
      if (event === undefined) await sleep(5);
      else {
        next += 1;
        yield event;
      }
    }
  } finally {
    open -= 1;
  }
}

const never: AsyncIterable<ServerSentEvent> = {
  [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
};

const blueprint = defineBlueprint({
  prefix: '/events',
  routes: [
    get('/', { auth: 'required' }, (request) =>
      sse(request, ({ lastEventId, signal }) => news(lastEventId, signal), { heartbeatSeconds: 0.05 }),
    ),
    get('/quiet', { auth: 'required' }, (request) => sse(request, () => never)),
    get('/late', { auth: 'required' }, async (request) => {
      waiting += 1;
      await until(() => isOpen);
      waiting -= 1;
      return sse(request, () => never);
    }),
    get('/public', { auth: 'public' }, (request) =>
      sse(request, ({ lastEventId, signal }) => news(lastEventId, signal), {
        maxPerPerson: 1,
        retrySeconds: 9,
      }),
    ),
    get('/finite', { auth: 'public' }, (request) =>
      sse(request, async function* () {
        yield { data: 'one\ntwo\r\nthree', event: 'lines', id: '7' };
        yield { data: { text: 'a\nb' } };
        await sleep(1);
      }),
    ),
    get('/forged', { auth: 'public' }, (request) =>
      sse(request, async function* () {
        await sleep(1);
        yield { data: 'x', id: '1\ndata: forged' };
      }),
    ),
  ],
});

let gear: SessionApp;
let opened: { session: Session; authorization: string };
const requests: ClientRequest[] = [];

beforeAll(async () => {
  const environment = { GNAR_TRUSTED_PROXIES: '127.0.0.1' };
  gear = await startSessionApp({ environment, blueprints: [blueprint], clock });
  opened = await gear.logIn();
});

afterEach(async () => {
  for (const request of requests.splice(0)) request.destroy();
  published = [];
  await until(() => open === 0);
});

afterAll(() => gear.stop());

interface Listening {
  response: IncomingMessage;
  /** What has come so far. */
  got: () => string;
}

async function listen(
  path = '',
  given: { authorization?: string; after?: string; ip?: string } = {},
  app: Pick<TestApp, 'address'> = gear,
): Promise<Listening> {
  const { authorization = opened.authorization, after, ip = '192.0.2.1' } = given;
  const headers = {
    authorization,
    'x-forwarded-for': ip,
    ...(after === undefined ? {} : { 'last-event-id': after }),
  };
  const request = httpRequest({ port: app.address.port, path: `/events${path}`, headers }).end();
  request.on('error', () => undefined);
  requests.push(request);
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('There is no response.');
  let got = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
  return { response, got: () => got };
}

async function ended({ response }: Listening): Promise<boolean> {
  if (!response.complete) await once(response, 'end');
  return response.complete;
}

describe('server-sent events', () => {
  it('are sent as they are published, unbuffered, with a heartbeat between and a fresh token at the beginning', async () => {
    const stream = await listen();
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      authorization: expect.stringMatching(/^Bearer ey/),
    });
    await until(() => stream.got().includes('\n\n:\n\n'));
    expect(stream.got()).toMatch(/^retry: 3000\n\n/);
    published.push({ id: '1', event: 'news', data: { snow: 40 } });
    await until(() => stream.got().includes('id: 1\nevent: news\ndata: {"snow":40}\n\n'));
  });

  it('continue after the last one that a client has seen', async () => {
    published = ['a', 'b', 'c'].map((data, index) => ({ id: String(index + 1), data }));
    const stream = await listen('', { after: '2' });
    await until(() => stream.got().includes('data: c'));
    expect(stream.got()).not.toContain('data: b');
  });

  it('may have several lines, and end with their source', async () => {
    const response = await gear.fetch('/events/finite');
    expect(await response.text()).toBe(
      'retry: 3000\n\nid: 7\nevent: lines\ndata: one\ndata: two\ndata: three\n\ndata: {"text":"a\\nb"}\n\n',
    );
  });

  it('never carry a line break in an id, with which another event could be forged', async () => {
    const { response } = await listen('/forged');
    await expect(text(response)).rejects.toThrow('aborted');
    await until(() => gear.logs.saying('a handler failed after its answer had begun').length > 0);
  });

  it('need a session where their route does', async () => {
    const refused = await listen('', { authorization: 'Bearer nonsense' });
    expect(refused.response.statusCode).toBe(401);
  });

  it('end when their session ends, before the next event and without one', async () => {
    const own = await gear.logIn();
    const streams = [await listen('', own), await listen('', own)];
    const others = await listen();
    await gear.parts.database.transaction((tx) => gear.parts.sessions.end(tx, own.session));
    published.push({ data: 'for those who are logged in' });
    await Promise.all(streams.map(ended));
    await until(() => others.got().includes('logged in'));
    expect(streams.map(({ got }) => got()).join('')).not.toContain('logged in');
  });

  it('have no more listeners than Node takes for a leak', async () => {
    const responses: ServerResponse[] = [];
    const keep = (message: unknown) => responses.push((message as { response: ServerResponse }).response);
    subscribe('http.server.request.start', keep);
    const stream = await listen();
    await until(() => stream.got().includes(':\n\n'));
    unsubscribe('http.server.request.start', keep);
    const [response] = responses;
    expect(response?.listenerCount('close')).toBeGreaterThan(1);
    expect(response?.listenerCount('close')).toBeLessThanOrEqual(response?.getMaxListeners() ?? 0);
  });

  it('have their session checked before an event, not with each heartbeat', async () => {
    const checks = jest.spyOn(gear.parts.sessions, 'check');
    const stream = await listen();
    await until(() => stream.got().split(':\n\n').length > 3);
    expect(checks.mock.calls).toHaveLength(1);
    published.push({ data: 'news' });
    await until(() => stream.got().includes('news'));
    expect(checks.mock.calls).toHaveLength(2);
    checks.mockRestore();
  });

  it('end when their token expires, though its session lives', async () => {
    const own = await gear.logIn();
    const stream = await listen('', own);
    await until(() => stream.got().includes(':\n\n'));
    clock.advance(15 * 60 + 1);
    published.push({ data: 'too late' });
    expect(await ended(stream)).toBe(true);
    expect(stream.got()).not.toContain('too late');
    opened = await gear.logIn();
  });

  it('are at most five a person, however many sessions, and as many again once one is closed', async () => {
    const own = await gear.logIn();
    const second = await gear.parts.database.transaction((tx) =>
      gear.parts.sessions.open(tx, { userId: own.session.userId, ip: '127.0.0.1', device: null }),
    );
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => listen('/quiet', own)));
    expect(five.map(({ response }) => response.statusCode)).toEqual([200, 200, 200, 200, 200]);
    const sixth = await listen('/quiet', second);
    expect([sixth.response.statusCode, sixth.response.headers['retry-after']]).toEqual([429, '60']);
    expect((await listen('/quiet')).response.statusCode).toBe(200);
    five[0]?.response.destroy();
    await until(() => gear.logs.saying('request').some((line) => line['route'] === '/events/quiet'));
    await until(async () => (await listen('/quiet', second)).response.statusCode === 200);
  });

  it('of clients that are gone before they begin count for nothing', async () => {
    const own = await gear.logIn();
    const { authorization } = own;
    const clients = [1, 2, 3, 4, 5].map(() => {
      const request = httpRequest({
        port: gear.address.port,
        path: '/events/late',
        headers: { authorization },
      });
      return request.on('error', () => undefined).end();
    });
    await until(() => waiting === 5);
    for (const client of clients) client.destroy();
    await sleep(100);
    isOpen = true;
    await until(() => waiting === 0);
    const noted = () => gear.logs.saying('request').filter(({ route }) => route === '/events/late');
    await until(() => noted().length === 5);
    expect(noted().map(({ status }) => status)).toEqual([499, 499, 499, 499, 499]);
    expect((await listen('/quiet', own)).response.statusCode).toBe(200);
  });

  it.each([
    ['an address of IPv4', '203.0.113.7', '203.0.113.7', '203.0.113.8'],
    [
      'a /64 of IPv6, whose owner has every address in it',
      '2001:db8:1:2::7',
      '2001:db8:1:2:ff::8',
      '2001:db8:1:3::7',
    ],
  ])('without a session are counted by %s', async (_network, ip, same, other) => {
    const first = await listen('/public', { authorization: '', ip });
    await until(() => first.got() === 'retry: 9000\n\n');
    expect((await listen('/public', { authorization: '', ip: same })).response.statusCode).toBe(429);
    expect((await listen('/public', { authorization: '', ip: other })).response.statusCode).toBe(200);
  });

  it('end at once when the service stops, even those whose source hangs', async () => {
    const environment = { ...gear.environment, GNAR_SHUTDOWN_GRACE_SECONDS: '20' };
    const own = await startTestApp({ environment, blueprints: [blueprint], clock });
    const streams = [await listen('', {}, own), await listen('/quiet', {}, own)];
    const startedAt = performance.now();
    await Promise.all([own.app.stop(), ...streams.map(ended)]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});
