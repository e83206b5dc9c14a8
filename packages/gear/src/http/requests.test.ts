import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { html, raw, reply } from './reply.ts';
import { del, get, patch, post, put } from './route.ts';
import { problemOf } from '../testing/problem-of.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

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
    get('/slow', { auth: 'public' }, async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = true;
      return reply(200);
    }),
    put('/:id', { auth: 'public', params: z.strictObject({ id: z.uuid() }) }, ({ params }) =>
      reply(200, params),
    ),
    patch('/:id', { auth: 'public' }, ({ params }) => reply(200, params)),
    del('/:id/parts/:part', { auth: 'public' }, ({ params }) => reply(200, params)),
    post('/account', { auth: 'public', body: z.strictObject({}) }, () => reply(200)),
  ],
});

let aborted = false;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ blueprints: [blueprint], noJwt: true });
});

afterAll(() => app.app.stop());

describe('requests are answered with', () => {
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
    expect(await problemOf(await app.fetch('/nowhere'))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await problemOf(await app.fetch('/things/1', { method: 'PUT' }))).toMatchObject({
      code: 'not_found',
    });
  });

  it('405 with what a known path answers, and 404 where only a handler could know', async () => {
    const fixed = await app.fetch('/things/text', { method: 'POST' });
    expect([fixed.status, fixed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const pattern = await app.fetch('/things/1/parts/2');
    expect(await problemOf(fixed)).toMatchObject({ code: 'method_not_allowed' });
    expect(pattern.status).toBe(404);
    expect(await problemOf(pattern)).toMatchObject({ code: 'not_found' });
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

describe('requests of clients that are no browsers', () => {
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
      const socket = connect(app.address.port, '127.0.0.1', () => socket.write(head, () => socket.destroy()));
      socket.on('close', () => resolve());
    });
    expect((await app.fetch('/things')).status).toBe(200);
  });
});
