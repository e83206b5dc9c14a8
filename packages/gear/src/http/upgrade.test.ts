import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket, { WebSocketServer } from 'ws';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { get } from './route.ts';
import { reply } from './reply.ts';
import { upgrade } from './upgrade.ts';
import { TooManyRequestsError } from '../errors/errors.ts';
import type { Session } from '../sessions/sessions.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { until } from '../testing/until.ts';

const clock = new FakeClock();
const sockets = new WebSocketServer({ noServer: true });
let handled = 0;

const live = (isPolite: boolean) =>
  upgrade(
    isPolite ? '/:room' : '/stubborn',
    { auth: 'required', origins: ['https://app.example.com'], maxPerPerson: 2, checkSeconds: 0.1 },
    (request, socket, head) => {
      handled += 1;
      const { session, params, signal } = request.gnar;
      sockets.handleUpgrade(request, socket, head, (client) => {
        if (isPolite) signal.addEventListener('abort', () => client.close(1001, 'over'));
        client.send(JSON.stringify({ user: session?.userId, room: params['room'] ?? null }));
        client.on('message', (data: Buffer) => client.send(data.toString().toUpperCase()));
      });
    },
  );

const blueprint = defineBlueprint({
  prefix: '/live',
  routes: [
    live(true),
    live(false),
    get('/plain', { auth: 'public' }, () => reply(200, 'plain')),
    get('/late', { auth: 'public' }, () => sleep(300, reply(200, 'late'))),
    upgrade('/open/echo', { auth: 'public' }, (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => client.send(request.gnar.ip)),
    ),
    upgrade(
      '/open/full',
      {
        auth: 'public',
        limit: () => {
          throw new TooManyRequestsError(9);
        },
      },
      () => undefined,
    ),
    upgrade('/open/broken', { auth: 'public' }, () => {
      throw new Error('no room for ann@example.com');
    }),
  ],
});

let gear: SessionApp;
const clients: WebSocket[] = [];

beforeAll(async () => {
  gear = await startSessionApp({ blueprints: [blueprint], clock });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  handled = 0;
  await until(() => sockets.clients.size === 0);
});

afterAll(() => gear.stop());

async function logIn(): Promise<{ session: Session; authorization: string; token: string }> {
  const opened = await gear.logIn();
  return { ...opened, token: opened.authorization.slice('Bearer '.length) };
}

interface Asking {
  authorization?: string;
  origin?: string;
  protocols?: string[];
}

function open(
  path: string,
  { authorization, origin, protocols = [] }: Asking = {},
  app: Pick<TestApp, 'address'> = gear,
): WebSocket {
  const headers = authorization === undefined ? {} : { authorization };
  const client = new WebSocket(`ws://127.0.0.1:${app.address.port}/live${path}`, protocols, {
    headers,
    ...(origin === undefined ? {} : { origin }),
  });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function first(client: WebSocket): Promise<string> {
  const [data] = await once(client, 'message');
  return String(data);
}

async function refusal(client: WebSocket) {
  const [, response] = await once(client, 'unexpected-response');
  const { statusCode: status, headers } = response;
  const body = z.looseObject({ code: z.string() }).parse(JSON.parse(await text(response)));
  return { status, headers, code: body.code, body };
}

/** The answer to what no client library would send. */
async function send(lines: readonly string[]): Promise<string> {
  const socket = connect(gear.address.port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket);
}

const handshake = (path: string, ...others: string[]) => [
  `GET /live${path} HTTP/1.1`,
  ...['Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket'],
  ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...others],
];

describe('a WebSocket', () => {
  it('opens for the owner of a session, who names it in the Authorization header', async () => {
    const { authorization, session } = await logIn();
    const client = open('/lobby', { authorization });
    expect(JSON.parse(await first(client))).toEqual({ user: session.userId, room: 'lobby' });
    client.send('hello');
    expect(await first(client)).toBe('HELLO');
    const noted = gear.logs.saying('request').filter(({ route }) => route === '/live/:room');
    expect(noted).toMatchObject([{ status: 101, method: 'GET', userId: session.userId }]);
    const metrics = await (await gear.health('/metrics')).text();
    expect(metrics).toMatch(/^http_request_duration_seconds_count{.*route="\/live\/:room",status="101"/m);
  });

  it('opens with a token among its subprotocols, which is not sent back', async () => {
    const { token } = await logIn();
    const client = open('/lobby', { protocols: [`bearer.${token}`, 'chat'] });
    await first(client);
    expect(client.protocol).toBe('chat');
    expect((await refusal(open('/lobby', { protocols: ['chat', 'bearer.nonsense'] }))).code).toBe(
      'token_invalid',
    );
  });

  it('is refused without a session by an answer of HTTP with every header, a log line and no handler', async () => {
    const { status, headers, code, body } = await refusal(open('/stubborn'));
    expect([status, code, handled]).toEqual([401, 'token_missing', 0]);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer',
      connection: 'close',
      'x-request-id': body['requestId'],
    });
    const [line] = gear.logs.saying('request').filter(({ requestId }) => requestId === body['requestId']);
    expect(line).toMatchObject({ route: '/live/stubborn', status: 401, code: 'token_missing' });
  });

  it.each([
    ['https://evil.example', 403],
    ['null', 403],
    ['https://app.example.com.evil.example', 403],
    ['http://app.example.com', 403],
    ['https://127.0.0.1.evil.example', 403],
    ['nonsense', 403],
  ])('is refused to a page of %s though it has a good token', async (origin, status) => {
    const answer = await refusal(open('/lobby', { ...(await logIn()), origin }));
    expect(answer).toMatchObject({ status, code: 'origin_not_allowed' });
    expect(handled).toBe(0);
  });

  it('opens for pages of its own origin, of a declared one, and for clients that are no pages', async () => {
    for (const origin of [`http://127.0.0.1:${gear.address.port}`, 'https://app.example.com', undefined]) {
      const { authorization } = await logIn();
      await first(open('/lobby', origin === undefined ? { authorization } : { authorization, origin }));
    }
    expect(handled).toBe(3);
  });

  it.each<[string, string[], number]>([
    [
      'another version',
      handshake('/open/echo').map((line) => line.replace('Version: 13', 'Version: 8')),
      426,
    ],
    ['no key', handshake('/open/echo').filter((line) => !line.includes('Key')), 400],
    ['a key of another length', handshake('/open/echo').map((line) => line.replace('dGhl', '')), 400],
    ['two Host headers', handshake('/open/echo', 'Host: other'), 400],
    ['a path that has none', handshake('/nowhere/at/all', 'Connection: close'), 404],
    [
      'a method other than GET',
      handshake('/open/echo', 'Connection: close').map((line) => line.replace('GET', 'POST')),
      405,
    ],
  ])('is refused with %s, as an answer of HTTP', async (_, lines, status) => {
    const answer = await send(lines);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('X-Content-Type-Options: nosniff');
    expect(answer).toContain('application/problem+json');
  });

  it('is asked for its limit, and hides what its handler throws', async () => {
    const full = await refusal(open('/open/full'));
    expect(full).toMatchObject({ status: 429, code: 'too_many_requests', headers: { 'retry-after': '9' } });
    const broken = await refusal(open('/open/broken'));
    expect(broken).toMatchObject({ status: 500, code: 'internal_error' });
    expect(broken.body['detail']).not.toContain('ann');
  });

  it('is the answer to a handshake alone: a plain request is told to upgrade, a plain route answers as ever', async () => {
    expect((await gear.fetch('/live/open/echo')).status).toBe(426);
    expect((await gear.fetch('/live/lobby')).status).toBe(401);
    const answer = await send(handshake('/plain', 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is at most twice open for a person where its route says so', async () => {
    const own = await logIn();
    await Promise.all([first(open('/a', own)), first(open('/b', own))]);
    expect((await refusal(open('/c', own))).status).toBe(429);
    clients[0]?.terminate();
    await until(() => sockets.clients.size === 1);
    await first(open('/d', own));
  });

  it('bears a client that goes during the handshake', async () => {
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(gear.address.port, '127.0.0.1');
      socket.write(`${handshake('/open/echo').join('\r\n')}\r\n\r\n`);
      if (count % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }
    await first(open('/open/echo'));
  });

  it('closes when its session ends', async () => {
    const { authorization, session } = await logIn();
    const client = open('/lobby', { authorization });
    await first(client);
    await gear.parts.database.transaction((tx) => gear.parts.sessions.end(tx, session));
    expect((await once(client, 'close'))[0]).toBe(1001);
  });

  it('closes when its token expires, though its handler ignores the signal', async () => {
    const own = await startTestApp({ environment: gear.environment, blueprints: [blueprint] });
    const user = await own.parts.database.one<{ id: string }>(
      'insert into users default values returning id',
    );
    const session = {
      userId: user?.id ?? '',
      sid: crypto.randomUUID(),
      expiresAt: new Date(Date.now() + 2_000),
    };
    await own.parts.database.run(
      `insert into sessions (sid, user_id, device, ip, created_at, last_seen_at, authenticated_at, stepped_up_at, expires_at)
       values ($1, $2, null, '127.0.0.1', now(), now(), now(), now(), $3)`,
      [session.sid, session.userId, session.expiresAt],
    );
    const authorization = own.parts.sessions.authorizationFor(session);
    const [polite, stubborn] = [
      open('/lobby', { authorization }, own),
      open('/stubborn', { authorization }, own),
    ];
    await Promise.all([first(polite), first(stubborn)]);
    const closings = await Promise.all([once(polite, 'close'), once(stubborn, 'close')]);
    expect(closings.map(([code]) => code)).toEqual([1001, 1006]);
    await own.app.stop();
  });

  it('gets a signal when the service stops, and never holds the stop for the whole grace', async () => {
    const environment = { ...gear.environment, GNAR_SHUTDOWN_GRACE_SECONDS: '30' };
    const own = await startTestApp({ environment, blueprints: [blueprint], clock });
    const { authorization } = await logIn();
    const [polite, stubborn] = [
      open('/lobby', { authorization }, own),
      open('/stubborn', { authorization }, own),
    ];
    await Promise.all([first(polite), first(stubborn)]);
    const startedAt = performance.now();
    const [[code]] = await Promise.all([once(polite, 'close'), once(stubborn, 'close'), own.app.stop()]);
    expect(code).toBe(1001);
    expect(performance.now() - startedAt).toBeLessThan(12_000);
  });
});

it('a WebSocket that is asked for before an earlier request of its connection is answered is cut off, and others are served', async () => {
  const socket = connect(gear.address.port, '127.0.0.1');
  const handshake = [
    'GET /live/lobby HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.on('error', () => undefined);
  socket.write(`GET /live/late HTTP/1.1\r\nHost: localhost\r\n\r\n${handshake.join('\r\n')}\r\n\r\n`);
  await once(socket, 'close');
  expect(handled).toBe(0);
  expect((await gear.fetch('/live/plain')).status).toBe(200);
});
