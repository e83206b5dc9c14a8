import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { get } from './route.ts';
import {
  ConflictError,
  GoneError,
  ProblemError,
  TooManyRequestsError,
  UnavailableError,
} from '../errors/errors.ts';
import { problemOf } from '../testing/problem-of.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

const blueprint = defineBlueprint({
  prefix: '/things',
  routes: [
    get('/', { auth: 'public' }, () => reply(200, [])),
    get(
      '/search',
      { auth: 'public', query: z.strictObject({ q: z.string(), tag: z.array(z.string()).optional() }) },
      (r) => reply(200, r.query),
    ),
    get('/bad-header', { auth: 'public' }, () => reply(200, {}, { 'X-Bad': 'line\nbreak' })),
    get('/log', { auth: 'public' }, (r) => {
      r.log.warn({ password: 'hunter2', nested: { token: 'abc' } }, 'mail to ann@example.com');
      r.log.info({ err: new Error('link https://app.example.com/activate#eyJlbWFpbCI6ImFAYi5jIn0') }, 'link');
      return reply(204);
    }),
    get('/error/:kind', { auth: 'public' }, ({ params }) => {
      const failure = failures[params['kind'] ?? ''] ?? new Error('boom for ann@example.com');
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- other people's code throws texts
      if (typeof failure === 'string') return Promise.reject(failure);
      throw failure;
    }),
  ],
});

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

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ blueprints: [blueprint], noJwt: true });
});

afterAll(() => app.app.stop());

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
    expect(await problemOf(response)).toMatchObject({
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
    expect([response.status, await problemOf(response)]).toMatchObject([status, { status, code, detail }]);
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
    expect(await problemOf(await app.fetch('/things/error/weak'))).toMatchObject({
      score: 1,
      status: 422,
      title: 'Weak',
    });
  });

  it('shows the stack of a 5xx in development', async () => {
    expect((await problemOf(await app.fetch('/things/error/unknown')))['stack']).toContain('boom for ann');
    expect(await problemOf(await app.fetch('/things/error/conflict'))).not.toHaveProperty('stack');
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
