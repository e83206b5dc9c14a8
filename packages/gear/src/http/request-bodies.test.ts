import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { get, post } from './route.ts';
import { problemOf } from '../testing/problem-of.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

const account = z.strictObject({
  email: z.email(),
  name: z.string().min(2).max(5).optional(),
  age: z.number().max(150).optional(),
  address: z.strictObject({ city: z.string() }).optional(),
});

const blueprint = defineBlueprint({
  prefix: '/things',
  routes: [
    get(
      '/search',
      { auth: 'public', query: z.strictObject({ q: z.string(), tag: z.array(z.string()).optional() }) },
      (r) => reply(200, r.query),
    ),
    post('/account', { auth: 'public', body: account }, ({ body }) => reply(200, body)),
    post('/big', { auth: 'public', body: z.looseObject({}), bodyLimitBytes: 100_000 }, () => reply(200)),
    post('/no-body', { auth: 'public' }, () => reply(200)),
  ],
});

const scalars = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'a@example.com',
  '\u0000',
  '😀'.repeat(50),
  "'; drop table users; --",
];
const names = [
  'email',
  'name',
  'age',
  'address',
  'city',
  '__proto__',
  'constructor',
  'toString',
  '',
  'a.b',
  '0',
];

/** A value of any shape, always the same for the same seed. */
function anything(seed: number, depth = 0): unknown {
  let state = seed * 2_654_435_761;
  const pick = (size: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * size);
  };
  const kind = depth === 0 ? 2 + pick(3) : pick(5);
  if (depth > 3 || kind < 2) return scalars[pick(scalars.length)];
  const children = Array.from({ length: pick(5) }, (_, index) => anything(seed * 31 + index + 1, depth + 1));
  if (kind === 2) return children;
  const entries = children.map((child): [string, unknown] => [names[pick(names.length)] ?? '', child]);
  return Object.fromEntries(entries);
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ blueprints: [blueprint], noJwt: true });
});

afterAll(() => app.app.stop());

describe('a request with a body or a query', () => {
  it('accepts what the schema accepts', async () => {
    const response = await app.fetch('/things/account', json({ email: 'a@example.com' }));
    expect([response.status, await response.json()]).toEqual([200, { email: 'a@example.com' }]);
  });

  it.each<[string, RequestInit, number, string]>([
    ['another content type', { method: 'POST', body: '{}' }, 415, 'unsupported_media_type'],
    ['no content type', { method: 'POST' }, 415, 'unsupported_media_type'],
    ['broken JSON', json('{"email":'), 400, 'malformed_json'],
    ['an empty body', json(''), 400, 'malformed_json'],
    ['a body over 16 KiB', json({ email: 'x'.repeat(17_000) }), 413, 'payload_too_large'],
  ])('refuses %s', async (_, init, status, code) => {
    expect(await problemOf(await app.fetch('/things/account', init))).toMatchObject({ status, code });
  });

  it('refuses an encoded body', async () => {
    const init = json({});
    const response = await app.fetch('/things/account', {
      ...init,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(415);
  });

  it('refuses a body over the limit that did not say its length', async () => {
    const status = await new Promise((resolve) => {
      const { port } = app.address;
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const outgoing = httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/things/account',
        headers,
      });
      outgoing.on('response', (response) => resolve(response.statusCode));
      outgoing.on('error', () => undefined);
      for (let chunk = 0; chunk < 20; chunk += 1) outgoing.write('x'.repeat(1_000));
    });
    expect(status).toBe(413);
  });

  it('lets the answer to a body over the limit arrive, and the connection live', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let count = 0; count < 20; count += 1) {
      const outgoing = httpRequest({
        ...{ port: app.address.port, host: '127.0.0.1', method: 'POST', path: '/things/account', agent },
        headers: { 'content-type': 'application/json' },
      });
      outgoing.end(JSON.stringify({ email: 'x'.repeat(200_000) }));
      const [response] = await once(outgoing, 'response');
      expect(response.statusCode).toBe(413);
      sockets.add(response.socket);
      await text(response);
    }
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  it.each([
    ['announces', 'Content-Length: 2000000\r\n\r\nx'],
    ['never ends', `Transfer-Encoding: chunked\r\n\r\n10000\r\n${'x'.repeat(65_536)}\r\n`],
  ])(
    'does not wait for the rest of what a client only %s',
    async (_, rest) => {
      const socket = connect(app.address.port, '127.0.0.1');
      const closed = once(socket, 'close');
      socket.write(`POST /things/account HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${rest}`);
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
      await closed;
    },
    10_000,
  );

  it('lets a route take more', async () => {
    expect((await app.fetch('/things/big', json({ text: 'x'.repeat(50_000) }))).status).toBe(200);
  });

  it.each<[string, unknown, { path: string; code: string }[]]>([
    ['nothing', {}, [{ path: 'email', code: 'required' }]],
    ['wrong types', { email: 1 }, [{ path: 'email', code: 'invalid_type' }]],
    ['no address', { email: 'ann' }, [{ path: 'email', code: 'invalid_email' }]],
    ['too short', { email: 'a@example.com', name: 'x' }, [{ path: 'name', code: 'too_short' }]],
    ['too long', { email: 'a@example.com', name: 'xxxxxx' }, [{ path: 'name', code: 'too_long' }]],
    ['too old', { email: 'a@example.com', age: 151 }, [{ path: 'age', code: 'invalid_value' }]],
    ['deeper', { email: 'a@example.com', address: {} }, [{ path: 'address.city', code: 'required' }]],
    ['a list', [], [{ path: '', code: 'not_json_object' }]],
    ['null', null, [{ path: '', code: 'not_json_object' }]],
    [
      'unknown keys',
      { email: 'a@example.com', role: 'admin', id: 1 },
      [
        { path: 'role', code: 'unknown_key' },
        { path: 'id', code: 'unknown_key' },
      ],
    ],
  ])('says what is wrong with %s', async (_, body, errors) => {
    const answer = await problemOf(await app.fetch('/things/account', json(body)));
    expect(answer).toMatchObject({ status: 422, code: 'invalid_input' });
    expect(answer['errors']).toEqual(errors.map((error) => ({ ...error, message: expect.any(String) })));
  });

  it('is not polluted by a prototype', async () => {
    const text =
      '{"email":"a@example.com","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    expect((await app.fetch('/things/account', json(text))).status).toBe(422);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('never answers 5xx, whatever is sent', async () => {
    const statuses = new Set<number>();
    for (let seed = 1; seed <= 300; seed += 1) {
      const { status } = await app.fetch('/things/account', json(JSON.stringify(anything(seed))));
      statuses.add(status);
    }
    expect([...statuses].filter((status) => status >= 500)).toEqual([]);
    expect(statuses).toContain(422);
  });

  it('ignores the body of a route that declares none, whatever it is', async () => {
    expect((await app.fetch('/things/no-body', { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(
      200,
    );
  });

  it('reads a query strictly where there is a schema', async () => {
    expect(await (await app.fetch('/things/search?q=a%26b&tag=1&tag=2')).json()).toEqual({
      q: 'a&b',
      tag: ['1', '2'],
    });
    expect((await app.fetch('/things/search?q=a&admin=1')).status).toBe(422);
    expect((await app.fetch('/things/search')).status).toBe(422);
  });
});
