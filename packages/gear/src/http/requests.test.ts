import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { html, raw, reply } from './reply.ts';
import { del, get, patch, post, put } from './route.ts';
import {
  ConflictError,
  GoneError,
  ProblemError,
  TooManyRequestsError,
  UnavailableError,
} from '../errors/errors.ts';
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
    get('/', { auth: 'public' }, () => reply(200, [])),
    get('/text', { auth: 'public' }, () => reply(200, 'a text')),
    get('/nothing', { auth: 'public' }, () => reply(204)),
    get('/page', { auth: 'public', cacheControl: 'public, max-age=60' }, () =>
      html(200, '<p>é</p>', { 'content-security-policy': "default-src 'self'" }),
    ),
    get('/picture', { auth: 'public' }, () => raw(200, 'image/png', new Uint8Array([1, 2, 3]))),
    get(
      '/search',
      { auth: 'public', query: z.strictObject({ q: z.string(), tag: z.array(z.string()).optional() }) },
      (r) => reply(200, r.query),
    ),
    get('/whoami', { auth: 'public' }, (r) =>
      reply(200, {
        ip: r.ip,
        requestId: r.requestId,
        agent: r.headers['user-agent'],
        authorization: r.authorization,
      }),
    ),
    get('/bad-header', { auth: 'public' }, () => reply(200, {}, { 'X-Bad': 'line\nbreak' })),
    get('/log', { auth: 'public' }, (r) => {
      r.log.warn({ password: 'hunter2', nested: { token: 'abc' } }, 'mail to ann@example.com');
      r.log.info({ err: new Error('link https://app.example.com/activate#eyJlbWFpbCI6ImFAYi5jIn0') }, 'link');
      return reply(204);
    }),
    get('/slow', { auth: 'public' }, async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = true;
      return reply(200);
    }),
    get('/error/:kind', { auth: 'public' }, ({ params }) => {
      const failure = failures[params['kind'] ?? ''] ?? new Error('boom for ann@example.com');
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- other people's code throws texts
      if (typeof failure === 'string') return Promise.reject(failure);
      throw failure;
    }),
    post('/account', { auth: 'public', body: account }, ({ body }) => reply(200, body)),
    post('/big', { auth: 'public', body: z.looseObject({}), bodyLimitBytes: 100_000 }, () => reply(200)),
    post('/no-body', { auth: 'public' }, () => reply(200)),
    put('/:id', { auth: 'public', params: z.strictObject({ id: z.uuid() }) }, ({ params }) =>
      reply(200, params),
    ),
    patch('/:id', { auth: 'public' }, ({ params }) => reply(200, params)),
    del('/:id/parts/:part', { auth: 'public' }, ({ params }) => reply(200, params)),
  ],
});

let aborted = false;

const failures: Readonly<Record<string, Error | string>> = {
  conflict: new ConflictError('stale', 'Another change came first.'),
  gone: new GoneError('link_expired'),
  often: new TooManyRequestsError(1.2),
  unwritable: new ProblemError({ status: 400, code: 'x', headers: { 'X-Bad': 'line\nbreak' } }),
  down: new UnavailableError('The post office is closed.', 7),
  text: 'just a text',
  lost: Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' }),
  teapot: Object.assign(new Error('password=hunter2'), { status: 418 }),
  large: Object.assign(new Error('request entity too large'), { statusCode: 413, expose: true }),
  allow: Object.assign(new Error('no'), { status: 405, expose: true, headers: { Allow: 'GET' } }),
  overloaded: Object.assign(new Error('pool of db-7 is empty'), { status: 503, expose: true }),
  strange: Object.assign(new Error('hidden'), { status: 200, statusCode: '404', expose: true }),
  multer: Object.assign(new Error('File too large'), { name: 'MulterError', code: 'LIMIT_FILE_SIZE' }),
  multerField: Object.assign(new Error('Field name missing'), {
    name: 'MulterError',
    code: 'MISSING_FIELD_NAME',
  }),
  weak: new ProblemError({
    status: 422,
    code: 'weak_password',
    title: 'Weak',
    extra: { score: 1, status: 1 },
  }),
};

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

async function problem(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body: unknown = await response.json();
  return { ...(typeof body === 'object' ? body : {}) };
}

describe('requests', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ blueprints: [blueprint], noJwt: true });
  });

  afterAll(() => app.app.stop());

  describe('answers', () => {
    it('JSON, a text as a JSON string, nothing, pages and bytes', async () => {
      expect(await (await app.fetch('/things/text')).text()).toBe('"a text"');
      const nothing = await app.fetch('/things/nothing');
      expect([nothing.status, nothing.headers.get('content-length')]).toEqual([204, null]);
      const page = await app.fetch('/things/page');
      expect(await page.text()).toBe('<p>é</p>');
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const picture = await app.fetch('/things/picture');
      expect([...new Uint8Array(await picture.arrayBuffer())]).toEqual([1, 2, 3]);
    });

    it('a path with and without its last slash, and HEAD without a body', async () => {
      expect((await app.fetch('/things/')).status).toBe(200);
      expect((await app.fetch('/things')).status).toBe(200);
      const head = await app.fetch('/things/text', { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '8', '']);
    });

    it('path parameters, decoded', async () => {
      const response = await app.fetch('/things/a%20b/parts/%C3%A9', { method: 'DELETE' });
      expect(await response.json()).toEqual({ id: 'a b', part: 'é' });
      expect((await app.fetch('/things/a/parts/%E0%A4%A', { method: 'DELETE' })).status).toBe(404);
    });

    it('404 for an unknown path and for a parameter that does not fit', async () => {
      expect(await problem(await app.fetch('/nowhere'))).toMatchObject({ status: 404, code: 'not_found' });
      expect(await problem(await app.fetch('/things/1', { method: 'PUT' }))).toMatchObject({
        code: 'not_found',
      });
    });

    it('405 with what a known path answers, and 404 where only a handler could know', async () => {
      const fixed = await app.fetch('/things/text', { method: 'POST' });
      expect([fixed.status, fixed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      const pattern = await app.fetch('/things/1/parts/2');
      expect(await problem(fixed)).toMatchObject({ code: 'method_not_allowed' });
      expect(pattern.status).toBe(404);
      expect(await problem(pattern)).toMatchObject({ code: 'not_found' });
    });

    it('an id of its own, or the one that came in when it is harmless', async () => {
      const idFor = async (id?: string) => {
        const headers: Record<string, string> = id === undefined ? {} : { 'x-request-id': id };
        return (await app.fetch('/things', { headers })).headers.get('x-request-id');
      };
      expect(await idFor('from-the-edge.1')).toBe('from-the-edge.1');
      expect(await idFor()).toMatch(/^[\da-f-]{36}$/);
      expect(await idFor('bad id {}')).toMatch(/^[\da-f-]{36}$/);
      expect(await idFor('x'.repeat(65))).toMatch(/^[\da-f-]{36}$/);
    });

    it('tells the handler when the client has gone', async () => {
      const controller = new AbortController();
      const asked = app.fetch('/things/slow', { signal: controller.signal }).catch(() => 'gone');
      setTimeout(() => controller.abort(), 50);
      expect(await asked).toBe('gone');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(aborted).toBe(true);
    });
  });

  describe('bodies', () => {
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
      expect(await problem(await app.fetch('/things/account', init))).toMatchObject({ status, code });
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
      const answer = await problem(await app.fetch('/things/account', json(body)));
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
      expect(
        (await app.fetch('/things/no-body', { method: 'POST', body: 'x'.repeat(1_000_000) })).status,
      ).toBe(200);
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

  describe('errors', () => {
    it.each([
      ['conflict', 409, 'stale', null],
      ['gone', 410, 'link_expired', null],
      ['often', 429, 'too_many_requests', '2'],
      ['down', 503, 'unavailable', '7'],
      ['lost', 503, 'unavailable', '5'],
      ['unknown', 500, 'internal_error', null],
      ['text', 500, 'internal_error', null],
    ])('%s is %i %s', async (kind, status, code, retryAfter) => {
      const response = await app.fetch(`/things/error/${kind}`);
      expect(response.headers.get('retry-after')).toBe(retryAfter);
      expect(await problem(response)).toMatchObject({
        type: 'about:blank',
        title: expect.any(String),
        status,
        detail: expect.any(String),
        code,
        requestId: response.headers.get('x-request-id'),
      });
    });

    it.each([
      ['teapot', 418, 'i_m_a_teapot', "I'm a Teapot"],
      ['large', 413, 'payload_too_large', 'request entity too large'],
      ['multer', 413, 'payload_too_large', 'File too large'],
      ['multerField', 400, 'bad_request', 'Field name missing'],
      ['overloaded', 503, 'service_unavailable', 'Service Unavailable'],
      ['strange', 500, 'internal_error', 'Something went wrong on our side.'],
    ])('of a library that carries a status keeps it: %s is %i %s, %s', async (kind, status, code, detail) => {
      const response = await app.fetch(`/things/error/${kind}`);
      expect([response.status, await problem(response)]).toMatchObject([status, { status, code, detail }]);
    });

    it('of a library are logged as warnings with their type, for a 4xx may be that of a service which refused us', async () => {
      const id = { headers: { 'x-request-id': 'refused-by-another' } };
      await app.fetch('/things/error/teapot', id);
      const [line] = app.logs.lines.filter(({ requestId }) => requestId === 'refused-by-another');
      expect(line).toMatchObject({ level: 40, status: 418, errorType: 'Error' });
      expect(JSON.stringify(line)).not.toContain('hunter2');
    });

    it('of a library keeps the headers that are meant for the client', async () => {
      expect((await app.fetch('/things/error/allow')).headers.get('allow')).toBe('GET');
    });

    it('that cannot be written cost their own connection and nothing else', async () => {
      await expect(app.fetch('/things/error/unwritable')).rejects.toThrow();
      expect((await app.fetch('/things/bad-header')).status).toBe(500);
      expect((await app.fetch('/things')).status).toBe(200);
    });

    it('carries further members, which cannot replace the standard ones', async () => {
      expect(await problem(await app.fetch('/things/error/weak'))).toMatchObject({
        score: 1,
        status: 422,
        title: 'Weak',
      });
    });

    it('shows the stack of a 5xx in development', async () => {
      expect((await problem(await app.fetch('/things/error/unknown')))['stack']).toContain('boom for ann');
      expect(await problem(await app.fetch('/things/error/conflict'))).not.toHaveProperty('stack');
    });
  });

  describe('log lines', () => {
    it('are one per request, with the pattern and without path, query or headers', async () => {
      const id = 'log-test-1';
      await app.fetch('/things/search?q=secret-canary', {
        headers: { 'x-request-id': id, authorization: 'Bearer canary' },
      });
      const lines = app.logs.lines.filter(({ requestId }) => requestId === id);
      expect(lines).toEqual([
        expect.objectContaining({
          level: 30,
          msg: 'request',
          method: 'GET',
          route: '/things/search',
          status: 200,
        }),
      ]);
      expect(app.logs.text).not.toContain('canary');
    });

    it('page an operator for a 500 and not for a 503', async () => {
      const levelOf = async (kind: string) => {
        await app.fetch(`/things/error/${kind}`, { headers: { 'x-request-id': `level-${kind}` } });
        return app.logs.lines.find(({ requestId }) => requestId === `level-${kind}`)?.['level'];
      };
      expect(await levelOf('unknown')).toBe(50);
      expect(await levelOf('down')).toBe(40);
      expect(await levelOf('conflict')).toBe(30);
    });

    it('hide mail addresses, passwords and tokens, wherever they are', async () => {
      await app.fetch('/things/log', { headers: { 'x-request-id': 'hides' } });
      await app.fetch('/things/error/unknown');
      expect(app.logs.text).not.toMatch(/ann@example\.com|hunter2|"abc"|eyJlbWFp/);
      expect(
        app.logs.lines.find(({ level, requestId }) => level === 40 && requestId === 'hides'),
      ).toMatchObject({
        password: '[redacted]',
        nested: { token: '[redacted]' },
        msg: 'mail to [redacted]',
      });
    });
  });

  describe('clients that are no browsers', () => {
    const talk = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(app.address.port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('close', () => resolve(answer));
      });

    it.each([
      ['nonsense', 'nonsense\r\n\r\n', 'HTTP/1.1 400'],
      ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431'],
    ])('%s is answered with the security headers', async (_, text, status) => {
      const answer = await talk(text);
      expect(answer.slice(0, 12)).toBe(status);
      expect(answer).toContain('X-Content-Type-Options: nosniff');
      expect(answer).toContain('application/problem+json');
    });

    it('a client that ends in the middle of its body affects no other request', async () => {
      const head =
        'POST /things/account HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{';
      await new Promise<void>((resolve) => {
        const socket = connect(app.address.port, '127.0.0.1', () =>
          socket.write(head, () => socket.destroy()),
        );
        socket.on('close', () => resolve());
      });
      expect((await app.fetch('/things')).status).toBe(200);
    });
  });
});
