import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { reply, stream } from './reply.ts';
import { get, post, rawBody } from './route.ts';
import { ConflictError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { until } from '../testing/until.ts';

const closed: string[] = [];

async function* pieces(failure?: Error) {
  try {
    yield 'one ';
    yield Buffer.from('two ');
    await sleep(10);
    if (failure !== undefined) throw failure;
    yield 'three';
  } finally {
    closed.push('pieces');
  }
}

async function* endless(name: string) {
  try {
    for (;;) {
      yield `${name}\n`;
      await sleep(20);
    }
  } finally {
    closed.push(name);
  }
}

const blueprint = defineBlueprint({
  prefix: '/files',
  routes: [
    get('/pieces', { auth: 'public' }, () => stream(200, 'text/plain', pieces())),
    get('/missing', { auth: 'public' }, () => stream(200, 'text/plain', createReadStream('/no/such/file'))),
    get('/web', { auth: 'public' }, () =>
      stream(200, 'text/plain', new Blob(['a web ', 'stream']).stream(), { 'X-Own': 'yes' }),
    ),
    get('/node', { auth: 'public' }, () =>
      stream(200, 'text/plain', Readable.from(['a stream ', 'of Node'])),
    ),
    get('/fails-first', { auth: 'public' }, () =>
      stream(
        200,
        'text/plain',
        new Readable({
          read: (): never => {
            throw new ConflictError('locked');
          },
        }),
      ),
    ),
    get('/fails-later', { auth: 'public' }, () =>
      stream(200, 'text/plain', pieces(new Error('the disk is gone'))),
    ),
    get('/endless/:name', { auth: 'public' }, ({ params }) =>
      stream(200, 'text/plain', endless(params['name'] ?? '')),
    ),
    post('/signed', { auth: 'public', body: rawBody, bodyLimitBytes: 1_000 }, ({ body, headers }) =>
      reply(200, {
        good: createHmac('sha256', 'key').update(body).digest('hex') === headers['x-signature'],
        bytes: body.length,
      }),
    ),
    get('/cookies', { auth: 'public' }, ({ cookies }) =>
      reply(200, Object.fromEntries(cookies), { 'Set-Cookie': ['a=1; HttpOnly', 'b=2; Secure'] }),
    ),
    get('/tree/*path', { auth: 'public' }, ({ params }) => reply(200, { tree: params['path'] })),
    get('/tree/deep/*path', { auth: 'public' }, ({ params }) => reply(200, { deep: params['path'] })),
    get('/tree/:id/edit', { auth: 'public' }, ({ params }) => reply(200, { edit: params['id'] })),
    get('/tree/root', { auth: 'public' }, () => reply(200, 'root')),
  ],
});

let gear: TestApp;

beforeAll(async () => {
  gear = await startTestApp({ blueprints: [blueprint], noJwt: true });
});

afterAll(() => gear.app.stop());

async function open(path: string, method = 'GET', app = gear): Promise<IncomingMessage> {
  const request = httpRequest({ port: app.address.port, path: `/files${path}`, method }).end();
  const [response] = await once(request, 'response');
  return response;
}

const linesOf = (route: string) => gear.logs.saying('request').filter((line) => line['route'] === route);

describe('a streamed answer', () => {
  it.each([
    ['/pieces', 'one two three'],
    ['/web', 'a web stream'],
    ['/node', 'a stream of Node'],
  ])(
    'of %s arrives whole, with the headers of every answer and unbuffered by proxies',
    async (path, expected) => {
      const response = await gear.fetch(`/files${path}`, {
        headers: { 'x-request-id': `stream${path.slice(1)}` },
      });
      expect([response.status, await response.text()]).toEqual([200, expected]);
      const { headers } = response;
      expect(headers.get('content-type')).toBe('text/plain');
      expect(headers.get('x-accel-buffering')).toBe('no');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-request-id')).toBe(`stream${path.slice(1)}`);
      expect(headers.get('cache-control')).toBe('no-store');
      await until(() => linesOf(`/files${path}`).length === 1);
    },
  );

  it('that fails before its first piece is problem+json', async () => {
    const response = await gear.fetch('/files/fails-first');
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'locked' }]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('that fails later is cut off, and the log says why', async () => {
    const response = await open('/fails-later');
    expect(response.statusCode).toBe(200);
    await expect(text(response)).rejects.toThrow('aborted');
    await until(() => gear.logs.saying('a handler failed after its answer had begun').length > 0);
    expect(gear.logs.saying('a handler failed after its answer had begun')).toMatchObject([
      { level: 50, route: '/files/fails-later', err: { message: 'the disk is gone' } },
    ]);
  });

  it('closes its source when the client goes, and is noted once', async () => {
    const response = await open('/endless/left');
    await once(response, 'data');
    expect(linesOf('/files/endless/:name')).toEqual([]);
    response.destroy();
    await until(() => closed.includes('left'));
    await until(() => linesOf('/files/endless/:name').length === 1);
    expect(linesOf('/files/endless/:name')).toMatchObject([{ status: 200, level: 30 }]);
  });

  it('has no body for HEAD and opens nothing', async () => {
    const response = await open('/endless/head', 'HEAD');
    expect([response.statusCode, await text(response)]).toEqual([200, '']);
    expect(closed).not.toContain('head');
  });

  it('ends soon after the service stops, long before the grace is over', async () => {
    const environment = { GNAR_SHUTDOWN_GRACE_SECONDS: '8' };
    const own = await startTestApp({ blueprints: [blueprint], noJwt: true, environment });
    const response = await open('/endless/stopped', 'GET', own);
    await once(response, 'data');
    const startedAt = performance.now();
    const [, outcome] = await Promise.all([own.app.stop(), text(response).catch(() => 'cut off')]);
    expect(outcome).toBe('cut off');
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    await until(() => closed.includes('stopped'));
  });
});

describe('a raw body', () => {
  const sign = (body: Buffer, type = 'application/json') =>
    gear.fetch('/files/signed', {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-signature': createHmac('sha256', 'key').update(body).digest('hex'),
      },
      body: new Uint8Array(body),
    });

  it.each(['application/json', 'text/plain', 'application/octet-stream'])(
    'of type %s arrives byte by byte',
    async (type) => {
      const body = Buffer.concat([Buffer.from('{ "a" :1}\r\n'), Buffer.from([0, 255, 254, 195])]);
      expect(await (await sign(body, type)).json()).toEqual({ good: true, bytes: body.length });
    },
  );

  it('has the limit of its route', async () => {
    expect((await sign(Buffer.alloc(1_000))).status).toBe(200);
    expect((await sign(Buffer.alloc(1_001))).status).toBe(413);
  });
});

describe('cookies', () => {
  it('are read by their names, the first of two, and several are set', async () => {
    const cookie = 'a=1; __proto__=x; b="quoted"; c=%C3%A9; d=%E0%A4%A; a=2; =nameless; e; f=a=b';
    const response = await gear.fetch('/files/cookies', { headers: { cookie } });
    const body = await response.text();
    expect(JSON.parse(body.replace('"__proto__":"x",', ''))).toEqual({
      ...{ a: '1', b: 'quoted', c: 'é', d: '%E0%A4%A', f: 'a=b' },
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2; Secure']);
  });
});

describe('a wildcard', () => {
  const ask = async (path: string) => {
    const response = await open(path);
    const body = (await buffer(response)).toString();
    return response.statusCode === 200 ? JSON.parse(body) : response.statusCode;
  };

  it('takes the rest of a path, after fixed paths and parameters, the longest first', async () => {
    expect(await ask('/tree/a')).toEqual({ tree: 'a' });
    expect(await ask('/tree/a/b%20c/d.txt?q=1')).toEqual({ tree: 'a/b c/d.txt' });
    expect(await ask('/tree/deep/x/y')).toEqual({ deep: 'x/y' });
    expect(await ask('/tree/7/edit')).toEqual({ edit: '7' });
    expect(await ask('/tree/root')).toBe('root');
    expect(await ask('/tree')).toBe(404);
    expect(await ask('/tree/')).toBe(404);
  });

  it.each([
    '..',
    '../x',
    'a/../../x',
    '%2e%2e/x',
    'a%2Fb',
    'a%5Cb',
    '.',
    'a/./b',
    'a//b',
    'a%00b',
    '%E0%A4%A',
    '%2e%2E%2fx',
  ])('gives no handler %s, which could lead out of a folder', async (path) => {
    expect(await ask(`/tree/${path}`)).toBe(404);
  });

  it('must be the last segment of its path', async () => {
    const wrong = defineBlueprint({
      prefix: '',
      routes: [get('/a/*rest/b', { auth: 'public' }, () => reply(200))],
    });
    await expect(startTestApp({ blueprints: [wrong], noJwt: true, production: true })).rejects.toThrow(
      'must be its last segment',
    );
  });
});

it('a HEAD for a stream whose source cannot be opened ends no process', async () => {
  expect((await gear.fetch('/files/missing', { method: 'HEAD' })).status).toBe(200);
  await sleep(50);
  expect((await gear.fetch('/files/missing')).status).toBe(500);
});
