import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express, { Router } from 'express';
import { defineBlueprint } from './define-blueprint.ts';
import { mount } from './mount.ts';
import { reply } from './reply.ts';
import { get } from './route.ts';
import { ConflictError } from '../errors/errors.ts';
import { askAsWritten, requestLineOf } from '../testing/ask.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
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

let gone = false;

const echo = Router();
echo.use((request, response) => {
  response.json({ ip: request.ip });
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
  mount('/', { auth: 'public' }, (request, response, next) => {
    if (request.path.startsWith('/left')) next();
    else echo(request, response, next);
  }),
  mount('/slow', { auth: 'public' }, slow),
  mount('/app', { auth: 'public' }, wholeApp),
  mount('/hidden', { auth: 'public' }, (request, response) => hiddenApp(request, response)),
  mount('/assets', { auth: 'optional', cacheControl: 'public, max-age=600' }, echo),
  defineBlueprint({
    prefix: '/forum',
    routes: [get('/native', { auth: 'public' }, () => reply(200, 'native'))],
  }),
];

let gear: SessionApp;
let authorization: string;
let userId: string;

beforeAll(async () => {
  gear = await startSessionApp({ blueprints, production: true });
  const opened = await gear.logIn();
  ({ authorization } = opened);
  ({ userId } = opened.session);
});

afterAll(() => gear.stop());

const ask = (path: string, headers?: Record<string, string>) => askAsWritten(gear, path, headers);
const lineOf = (id: string) => requestLineOf(gear, id);

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
});
