import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { get, post } from './route.ts';
import { UnauthorizedError, UnavailableError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';

const blueprint = defineBlueprint({
  prefix: '/h',
  routes: [
    get('/ok', { auth: 'public' }, () => reply(200, {})),
    get('/empty', { auth: 'public' }, () => reply(204)),
    get('/cached', { auth: 'public', cacheControl: 'public, max-age=60' }, () => reply(200, {})),
    get('/cached-error', { auth: 'public', cacheControl: 'public, max-age=60' }, () => {
      throw new UnavailableError();
    }),
    get('/unauthorized', { auth: 'public' }, () => {
      throw new UnauthorizedError('token_missing');
    }),
    get('/boom', { auth: 'public' }, () => {
      throw new Error('an inner secret');
    }),
    get('/ip', { auth: 'public' }, ({ ip }) => reply(200, ip)),
    post('/body', { auth: 'public', body: z.strictObject({}) }, () => reply(200)),
  ],
});

const everyStatus: readonly [number, string, RequestInit][] = [
  [200, '/h/ok', {}],
  [204, '/h/empty', {}],
  [400, '/h/body', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
  [401, '/h/unauthorized', {}],
  [404, '/nowhere', {}],
  [405, '/h/ok', { method: 'DELETE' }],
  [
    413,
    '/h/body',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: ' '.repeat(20_000) },
  ],
  [415, '/h/body', { method: 'POST' }],
  [422, '/h/body', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
  [500, '/h/boom', {}],
  [503, '/h/cached-error', {}],
];

const origin = 'http://localhost:3000';

describe('in production', () => {
  let app: TestApp;

  beforeAll(async () => {
    const environment = { GNAR_ALLOWED_ORIGINS: origin };
    app = await startTestApp({ production: true, noJwt: true, blueprints: [blueprint], environment });
  });

  afterAll(() => app.app.stop());

  it.each(everyStatus)('a %i carries the security headers', async (status, path, init) => {
    const response = await app.fetch(path, init);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-request-id': expect.any(String),
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('etag')).toBeNull();
  });

  it('only what a route says may be cached is, and never its errors', async () => {
    expect((await app.fetch('/h/cached')).headers.get('cache-control')).toBe('public, max-age=60');
    expect((await app.fetch('/h/cached-error')).headers.get('cache-control')).toBe('no-store');
  });

  it('says nothing about a 500', async () => {
    const text = await (await app.fetch('/h/boom')).text();
    expect(text).not.toContain('inner secret');
    expect(text).not.toContain('stack');
  });

  it.each([origin, 'https://evil.example', 'null'])('allows no other origin: %s', async (other) => {
    for (const init of [{}, { method: 'OPTIONS' }]) {
      const headers = { origin: other, 'access-control-request-method': 'GET' };
      const response = await app.fetch('/h/ok', { ...init, headers });
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('in development', () => {
  let app: TestApp;
  let own: Awaited<ReturnType<typeof gearTestDatabase>>;

  beforeAll(async () => {
    own = await gearTestDatabase();
    const environment = {
      ...own.environment,
      GNAR_ALLOWED_ORIGINS: origin,
      GNAR_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8,fd00::/8',
    };
    app = await startTestApp({ noJwt: true, blueprints: [blueprint], environment });
  });

  afterAll(async () => {
    await app.app.stop();
    await own.drop();
  });

  it('sends no HSTS: localhost has no TLS', async () => {
    expect((await app.fetch('/h/ok')).headers.get('strict-transport-security')).toBeNull();
  });

  it('allows exactly the configured origins and lets them read the token', async () => {
    const { headers } = await app.fetch('/h/ok', { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-expose-headers')).toContain('Authorization');
    expect(headers.get('vary')).toBe('Origin');
  });

  it.each(['http://localhost:3001', 'http://localhost:3000.evil.example', 'https://localhost:3000', 'null'])(
    'does not allow %s',
    async (other) => {
      const { headers } = await app.fetch('/h/ok', { headers: { origin: other } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('answers a preflight', async () => {
    const headers = { origin, 'access-control-request-method': 'PUT' };
    const response = await app.fetch('/h/ok', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect((await app.fetch('/h/ok', { method: 'OPTIONS' })).status).toBe(405);
  });

  it.each([
    ['no header', undefined, '127.0.0.1'],
    ['a client behind one proxy', '203.0.113.9', '203.0.113.9'],
    ['a client behind two proxies', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['an address that the client made up', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['nothing but proxies', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['an IPv6 client', '2001:db8::1, fd00::7', '2001:db8::1'],
    ['nonsense', 'unknown, "x"', '127.0.0.1'],
    ['a scoped IPv6 client', 'fe80::1%eth0', 'fe80::1'],
    ['a scoped IPv6 client behind a scoped proxy', 'fe80::1%eth0, fd00::7%en1', 'fe80::1'],
    ['a zone of odd characters', "fe80::1%25'; drop", 'fe80::1'],
    ['a zone alone', '%eth0', '127.0.0.1'],
    ['an IPv4 address with a zone', '203.0.113.9%eth0', '203.0.113.9'],
    ['a mapped IPv4 address', '::FFFF:203.0.113.9', '203.0.113.9'],
    ['an address with a port', '203.0.113.9:4711', '127.0.0.1'],
    ['an IPv6 address in brackets', '[2001:db8::1]', '127.0.0.1'],
    ['an address with leading zeros', '203.000.113.009', '127.0.0.1'],
    ['an address with too few parts', '203.0.113', '127.0.0.1'],
    ['a range', '203.0.113.0/24', '127.0.0.1'],
    ['empty hops', ', ,', '127.0.0.1'],
  ])('reads X-Forwarded-For from the right: %s', async (_, forwarded, ip) => {
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const address = await (await app.fetch('/h/ip', { headers })).json();
    expect(address).toBe(ip);
    // What the audit and the sessions keep it in.
    expect(await app.parts.database.one('select host($1::inet) as host', [address])).toEqual({ host: ip });
  });
});

describe('without trusted proxies', () => {
  it('believes no X-Forwarded-For', async () => {
    const app = await startTestApp({ noJwt: true, blueprints: [blueprint] });
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect(await (await app.fetch('/h/ip', { headers })).json()).toBe('127.0.0.1');
    await app.app.stop();
  });
});

describe('slow clients', () => {
  it('do not slow others down', async () => {
    const app = await startTestApp({ noJwt: true, blueprints: [blueprint] });
    const head =
      'POST /h/body HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    const slow = Array.from({ length: 200 }, () => connect(app.address.port, '127.0.0.1'));
    for (const socket of slow) socket.on('error', () => undefined).write(head);
    const times: number[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      const startedAt = performance.now();
      expect((await app.fetch('/h/ok')).status).toBe(200);
      times.push(performance.now() - startedAt);
    }
    expect(times.toSorted((a, b) => a - b)[37]).toBeLessThan(200);
    for (const socket of slow) socket.destroy();
    await app.app.stop();
  });
});
