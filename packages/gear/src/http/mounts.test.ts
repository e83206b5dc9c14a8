import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { Router } from 'express';
import { defineBlueprint } from './define-blueprint.ts';
import { mount } from './mount.ts';
import { reply } from './reply.ts';
import { get } from './route.ts';
import { ConflictError, TooManyRequestsError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

const threads = Router({ mergeParams: true });
threads.get('/posts/:post', (request, response) => {
  const params: Record<string, unknown> = { ...request.params };
  response.json({ ...params, user: request.gnar.session?.userId ?? null, ip: request.ip });
});

const forum = Router();
forum.use('/threads/:thread', threads);
forum.get('/cookies', (_request, response) => {
  response.cookie('one', '1').cookie('two', '2').status(201).json({});
});
forum.get('/raw', (_request, response) => {
  response.writeHead(202, 'Fine', ['Content-Type', 'text/plain', 'X-Own', '1', 'X-Own', '2']).end('raw');
});
forum.get('/picture', (_request, response) => {
  response.set('Cache-Control', 'public, max-age=60').set('X-Request-Id', 'mine');
  response.set('Content-Security-Policy', "img-src 'self'").send('picture');
});
forum.get('/pattern/*rest', (request, response) => response.json(request.params));
forum.get('/throws', () => {
  throw new Error('boom for ann@example.com');
});
forum.get('/rejects', async (_request, response) => {
  response.cookie('half', 'done').set('ETag', '"1"');
  await Promise.reject(new ConflictError('stale', 'Another change came first.'));
});
forum.get('/refuses', (_request, response) => {
  response.status(401).json({});
});
forum.get('/breaks', async (_request, response) => {
  response.write('half an ans');
  await until(() => true);
  throw new Error('the rest is lost');
});
forum.get('/late', async (_request, response) => {
  response.json({});
  await once(response, 'close');
  throw new Error('after the answer');
});

let handled: string[] = [];
let gone = false;

const secret = Router();
secret.use((request, response) => {
  handled.push(`vault ${request.originalUrl}`);
  response.json({});
});

const open = Router();
open.use((request, response) => {
  handled.push(`open ${request.originalUrl}`);
  response.json({ ip: request.ip, host: request.hostname, secure: request.secure, own: request.gnar.ip });
});

const slow = Router();
slow.get('/', (request) => {
  request.gnar.signal.addEventListener('abort', () => (gone = true));
});

const wholeApp = express();
wholeApp.get('/:name', (request, response) =>
  response.json({ name: request.params['name'], ip: request.ip }),
);

const hiddenApp = express();
hiddenApp.get('/page', (_request, response) => response.send('page'));

const blueprints = [
  mount('/forum', { auth: 'optional' }, express.json(), forum),
  mount('/vault', { auth: 'required' }, secret),
  mount('/vault-door', { auth: 'public' }, open),
  mount('/', { auth: 'public' }, (request, response, next) => {
    if (request.path.startsWith('/left')) next();
    else open(request, response, next);
  }),
  mount('/slow', { auth: 'public' }, slow),
  mount('/app', { auth: 'public' }, wholeApp),
  mount('/hidden', { auth: 'public' }, (request, response) => hiddenApp(request, response)),
  mount('/busy', { auth: 'public', limit: ({ ip }) => refuse(ip) }, open),
  mount('/assets', { auth: 'optional', cacheControl: 'public, max-age=600' }, open),
  defineBlueprint({
    prefix: '/forum',
    routes: [get('/native', { auth: 'public' }, () => reply(200, 'native'))],
  }),
];

function refuse(ip: string): void {
  if (ip === '192.0.2.9') throw new TooManyRequestsError(7);
}

let gear: TestApp;
let database: Awaited<ReturnType<typeof gearTestDatabase>>;
let authorization: string;
let userId: string;

beforeAll(async () => {
  database = await gearTestDatabase();
  const environment = { ...database.environment, GNAR_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };
  gear = await startTestApp({ environment, blueprints, production: true });
  const user = await gear.parts.database.one<{ id: string }>('insert into users default values returning id');
  userId = user?.id ?? '';
  const opened = await gear.parts.database.transaction((tx) =>
    gear.parts.sessions.open(tx, { userId, ip: '127.0.0.1', device: null }),
  );
  authorization = opened.authorization;
});

beforeEach(() => {
  handled = [];
});

afterAll(async () => {
  await gear.app.stop();
  await database.drop();
});

/** As it is written, which fetch would tidy. */
async function ask(path: string, headers: Record<string, string> = {}) {
  const request = httpRequest({ port: gear.address.port, host: '127.0.0.1', path, headers }).end();
  const [response] = await once(request, 'response');
  const body = await text(response);
  const json: unknown = String(response.headers['content-type']).includes('json') ? JSON.parse(body) : body;
  return { status: response.statusCode, headers: response.headers, reason: response.statusMessage, json };
}

async function lineOf(id: string) {
  const lines = () => gear.logs.saying('request').filter(({ requestId }) => requestId === id);
  await until(() => lines().length > 0);
  expect(lines()).toHaveLength(1);
  return lines()[0];
}

describe('a mounted router of Express', () => {
  it('answers with the headers of every answer and none that names Express', async () => {
    const native = await ask('/forum/native');
    const ownOfEach = new Set(['date', 'x-request-id', 'content-length']);
    const expected = Object.fromEntries(
      Object.entries(native.headers).filter(([name]) => !ownOfEach.has(name)),
    );
    const mounted = await ask('/forum/threads/7/posts/9');
    expect(mounted).toMatchObject({ status: 200, headers: expected, json: { thread: '7', post: '9' } });
    expect(mounted.headers['strict-transport-security']).toBeDefined();
    expect(mounted.headers['content-length']).toBeDefined();
    expect(mounted.headers).not.toHaveProperty('x-powered-by');
    expect(mounted.headers).not.toHaveProperty('etag');
    expect((await ask('/app/me')).headers).not.toHaveProperty('x-powered-by');
  });

  it('answers with them too where a function hands the request to a whole app that Express does not know of', async () => {
    const answer = await ask('/hidden/page', { 'x-request-id': 'hidden' });
    expect(answer).toMatchObject({ status: 200, json: 'page' });
    expect(answer.headers).toMatchObject({
      'x-request-id': 'hidden',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('keeps the request id, writes one log line and one measurement with the pattern of the nested route', async () => {
    const id = 'mounted-1';
    const answer = await ask('/forum/threads/secret-7/posts/9?q=1', { 'x-request-id': id });
    expect(answer.headers['x-request-id']).toBe(id);
    const route = '/forum/threads/:thread/posts/:post';
    expect(await lineOf(id)).toMatchObject({ level: 30, method: 'GET', route, status: 200 });
    const metrics = await (await gear.health('/metrics')).text();
    const counts = metrics
      .split('\n')
      .filter((line) => line.startsWith('http_request_duration_seconds_count'));
    expect(counts.filter((line) => line.includes(`route="${route}"`)).length).toBe(1);
    expect(counts.filter((line) => line.includes('secret-7'))).toEqual([]);
    await ask('/forum/pattern/a/b', { 'x-request-id': 'mounted-2' });
    expect(await lineOf('mounted-2')).toMatchObject({ route: '/forum/pattern/*rest' });
    await ask('/app/ann', { 'x-request-id': 'mounted-3' });
    expect(await lineOf('mounted-3')).toMatchObject({ route: '/app' });
  });

  it('knows the session, whose fresh token goes with the answer but not with a 401 or a 5xx', async () => {
    const known = await ask('/forum/threads/1/posts/2', { authorization, 'x-request-id': 'known' });
    expect(known).toMatchObject({ status: 200, json: { user: userId } });
    expect(known.headers['authorization']).toMatch(/^Bearer ey/);
    expect(await lineOf('known')).toMatchObject({ userId });
    for (const path of ['/forum/refuses', '/forum/throws']) {
      expect((await ask(path, { authorization })).headers).not.toHaveProperty('authorization');
    }
    expect((await ask('/forum/rejects', { authorization })).headers['authorization']).toMatch(/^Bearer ey/);
  });

  it('sets several cookies, a status and headers through writeHead', async () => {
    const cookies = await ask('/forum/cookies');
    expect([cookies.status, cookies.headers['set-cookie']]).toEqual([
      201,
      ['one=1; Path=/', 'two=2; Path=/'],
    ]);
    const raw = await ask('/forum/raw');
    expect(raw).toMatchObject({ status: 202, reason: 'Fine', json: 'raw' });
    expect(raw.headers).toMatchObject({ 'x-own': '1, 2', 'x-content-type-options': 'nosniff' });
  });

  it('may have an answer without a session cached, never one with a session, and never sets the request id', async () => {
    const open = await ask('/forum/picture', { 'x-request-id': 'gears-own' });
    expect(open.headers).toMatchObject({
      'cache-control': 'public, max-age=60',
      'x-request-id': 'gears-own',
    });
    expect(open.headers['content-security-policy']).toBe("img-src 'self'");
    const known = await ask('/forum/picture', { authorization });
    expect(known.headers['cache-control']).toBe('no-store');
    expect((await ask('/forum/cookies')).headers['cache-control']).toBe('no-store');
    expect((await ask('/assets/a.png')).headers['cache-control']).toBe('public, max-age=600');
  });

  it('answers what it throws as problem+json without the text of a 5xx and without what was set before', async () => {
    const thrown = await ask('/forum/throws', { 'x-request-id': 'thrown' });
    expect(thrown).toMatchObject({ status: 500, json: { code: 'internal_error', requestId: 'thrown' } });
    expect(thrown.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(thrown.headers['strict-transport-security']).toBeDefined();
    expect(JSON.stringify(thrown.json)).not.toContain('boom');
    expect(await lineOf('thrown')).toMatchObject({
      level: 50,
      route: '/forum/throws',
      err: { type: 'Error' },
    });
    const rejected = await ask('/forum/rejects');
    expect(rejected).toMatchObject({ status: 409, json: { code: 'stale' } });
    expect(rejected.headers).not.toHaveProperty('set-cookie');
    expect(rejected.headers).not.toHaveProperty('etag');
  });

  it('leaves to 404 what no handler answers', async () => {
    const answer = await ask('/forum/nothing/here', { 'x-request-id': 'nothing' });
    expect(answer).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await lineOf('nothing')).toMatchObject({ route: '/forum', status: 404 });
    expect((await ask('/left/over')).status).toBe(404);
  });

  it('cuts an answer off that fails half way, and says why', async () => {
    const request = httpRequest({ port: gear.address.port, path: '/forum/breaks' }).end();
    const [response] = await once(request, 'response');
    await expect(text(response)).rejects.toThrow('aborted');
    const failures = () => gear.logs.saying('a handler failed after its answer had begun');
    await until(() => failures().length > 0);
    expect(failures()).toMatchObject([{ level: 50, route: '/forum/breaks', err: { type: 'Error' } }]);
    expect((await ask('/forum/late')).status).toBe(200);
    await until(() => failures().length > 1);
    expect(failures()[1]).toMatchObject({ route: '/forum/late', err: { message: 'after the answer' } });
  });

  it('is told when the client has gone, which is noted once', async () => {
    const request = httpRequest({
      port: gear.address.port,
      path: '/slow',
      headers: { 'x-request-id': 'gone' },
    }).end();
    request.on('error', () => undefined);
    setTimeout(() => request.destroy(), 100);
    expect(await lineOf('gone')).toMatchObject({ route: '/slow', status: 499 });
    expect(gone).toBe(true);
  });

  it('sees the client address and the scheme that trusted proxies tell, as a route does', async () => {
    for (const [forwarded, ip] of [
      ['203.0.113.5', '203.0.113.5'],
      ['203.0.113.5, 10.1.2.3', '203.0.113.5'],
      ['10.9.9.9, 203.0.113.5', '203.0.113.5'],
      ['nonsense', '127.0.0.1'],
      ['::ffff:203.0.113.7', '203.0.113.7'],
    ] as const) {
      const headers = {
        'x-forwarded-for': forwarded,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
      };
      const { json } = await ask('/open', headers);
      expect({ forwarded, json }).toEqual({
        forwarded,
        json: { ip, host: '127.0.0.1', secure: true, own: ip },
      });
      expect((await ask('/app/x', headers)).json).toEqual({ name: 'x', ip });
    }
  });

  it('is asked for its limit before its handlers', async () => {
    const refused = await ask('/busy', { 'x-forwarded-for': '192.0.2.9' });
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect([refused.headers['retry-after'], handled]).toEqual(['7', []]);
    expect((await ask('/busy', { 'x-forwarded-for': '192.0.2.8' })).status).toBe(200);
  });
});

describe('a mount that needs a session', () => {
  it('refuses a request without one, before its handlers, with the code of a protected route', async () => {
    const answer = await ask('/vault/gold', { 'x-request-id': 'refused' });
    expect(answer).toMatchObject({ status: 401, json: { code: 'token_missing' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(await lineOf('refused')).toMatchObject({ route: '/vault', status: 401, code: 'token_missing' });
    expect(handled).toEqual([]);
    expect((await ask('/vault/gold', { authorization })).status).toBe(200);
    expect(handled).toEqual(['vault /vault/gold']);
  });

  it.each([
    ...[
      '/vault',
      '/vault/',
      '/vault//x',
      '/vault/x',
      '/vault?x',
      '/vault/../open',
      '/vault/%2e%2e/open',
      '/vault/?/../open',
    ],
    ...[
      '/VAULT/x',
      '/Vault',
      '/%76ault/x',
      '/v%61ult',
      '//vault/x',
      '/./vault/x',
      '/open/../vault/x',
      '/open/%2e%2e/vault/x',
    ],
    ...[
      '/vault%2Fx',
      '/vault%2fx',
      '/vault;x',
      '/vault\\x',
      '/vault%00/x',
      '/vault%20/x',
      '/vault-door/../vault/x',
      '/;/vault/x',
    ],
    ...[
      '/vault.',
      '/vaultx',
      '/vault%',
      '/%2fvault/x',
      '/open/..%2fvault/x',
      '/\\vault/x',
      '/vault#/../x',
      '/open?/../vault/x',
    ],
    ...[
      'http://localhost/vault/x',
      'http://localhost/open/../vault/x',
      'http:vault/x',
      '*',
      'vault/x',
      '?/vault/x',
    ],
  ])('keeps its handlers from %s without a session', async (path) => {
    const answer = await ask(path);
    expect(handled.filter((each) => each.startsWith('vault'))).toEqual([]);
    expect([200, 400, 401, 404]).toContain(answer.status);
  });
});

describe('mounts', () => {
  it('match whole segments as they are sent, the longest prefix first', async () => {
    for (const path of ['/vaultx', '/vault.', '/Vault/x', '/vault%2Fx', '/vault-door/x', '/%76ault'])
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 200 });
    expect(handled).toHaveLength(6);
  });

  it('are refused where their prefix is no fixed path, where they have no handler, and twice', async () => {
    for (const prefix of ['/:id', 'forum', '/a b', '/*rest', '/a//b', '/a{/b}', '/%61'])
      expect(() => mount(prefix, { auth: 'public' }, open)).toThrow(`"${prefix}"`);
    expect(() => mount('/x', { auth: 'public' })).toThrow('has no handler');
    const twice = [mount('/x', { auth: 'public' }, open), mount('/x/', { auth: 'public' }, open)];
    await expect(startTestApp({ blueprints: twice, production: true })).rejects.toThrow('mounted twice');
  });

  it('that need a session keep an app from starting that has none', async () => {
    const blueprint = mount('/x', { auth: 'optional' }, open);
    await expect(startTestApp({ blueprints: [blueprint], noJwt: true })).rejects.toThrow('/x/*');
  });

  it('ask their clients to come back on another connection once the app drains', async () => {
    let drain = () => undefined as void;
    const blueprint = mount('/x', { auth: 'public' }, async (_request, response) => {
      await new Promise<void>((resolve) => {
        drain = resolve;
      });
      response.json({});
    });
    const { app, address } = await startTestApp({ blueprints: [blueprint] });
    const answer = fetch(`${address.url}/x`);
    await until(() => drain.length === 1);
    const stopped = app.stop();
    drain();
    expect((await answer).headers.get('connection')).toBe('close');
    await stopped;
  });
});
