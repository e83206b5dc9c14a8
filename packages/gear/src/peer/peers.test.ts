import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get } from '../http/route.ts';
import { HttpServer } from '../http/http-server.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { Tracing } from '../tracing/tracing.ts';
import { createPeerClient } from './peer-client.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

let received: Received[] = [];
interface PeerResponse {
  status: number;
  body?: string;
  type?: string;
  /** Never comes to the end of its body. */
  stops?: boolean;
}

let respond: (turn: number) => PeerResponse | 'hang' | 'cut' = () => ({ status: 200 });

let connections: (request: IncomingMessage) => void = () => undefined;

const listener: RequestListener = (request, response) => {
  connections(request);
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    const answer = respond(received.length);
    if (answer === 'cut') request.socket.destroy();
    else if (answer !== 'hang') {
      response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' });
      if (answer.stops === true) response.write(answer.body);
      else response.end(answer.body);
    }
  });
};

const peer = new HttpServer({ listener, securityHeaders: [] });
let port: number;
let caller: TestApp;

beforeAll(async () => {
  port = await peer.listen(0, '127.0.0.1');
  const environment = {
    GNAR_SKI_LIFT_SERVICE_PORT: String(port),
    GNAR_CLOSED_SERVICE_PORT: 'http://127.0.0.1:1',
  };
  caller = await startTestApp({
    environment,
    noJwt: true,
    compose: ({ peer }) => ({
      blueprints: [
        defineBlueprint({
          prefix: '',
          routes: [
            get('/through', { auth: 'public' }, async (r) => reply(200, await peer('ski-lift', r).get('/x'))),
          ],
        }),
      ],
    }),
  });
});

beforeEach(() => {
  received = [];
  respond = () => ({ status: 200, body: '{"ok":true}' });
});

afterAll(async () => {
  await caller.app.stop();
  await peer.stop(0);
});

describe('a peer', () => {
  it('gets the request id and the identity of the request that it is called for', async () => {
    const headers = { authorization: 'Bearer abc', 'x-request-id': 'from-edge' };
    const response = await caller.fetch('/through', { headers });
    expect(await response.json()).toEqual({ ok: true });
    expect(received[0]?.headers).toMatchObject(headers);
  });

  it('is called with every method, JSON out and in', async () => {
    const client = caller.parts.peer('ski-lift');
    await client.post('/a', { n: 1 });
    await client.put('/b', { n: 2 });
    await client.patch('/c', { n: 3 });
    await client.delete('/d');
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/a', '{"n":1}'],
      ['PUT', '/b', '{"n":2}'],
      ['PATCH', '/c', '{"n":3}'],
      ['DELETE', '/d', ''],
    ]);
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  it('is asked again over the connection that is already open', async () => {
    const ports = new Set<number | undefined>();
    const note = (request: IncomingMessage) => void ports.add(request.socket.remotePort);
    connections = note;
    for (let call = 0; call < 5; call += 1) await caller.parts.peer('ski-lift').get('/x');
    connections = () => undefined;
    expect(ports.size).toBe(1);
  });

  it('that fails with a problem of its own (500) counts as unavailable, and its problem stays with it', async () => {
    const problem = { status: 500, code: 'internal_error', title: 'Error', detail: 'an inner secret' };
    respond = () => ({ status: 500, body: JSON.stringify(problem), type: 'application/problem+json' });
    const failure = await caller.parts
      .peer('ski-lift')
      .get('/x')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 503, code: 'unavailable' });
    expect(failure).not.toMatchObject({ detail: expect.stringContaining('inner secret') });
    expect(received).toHaveLength(1);
  });

  it('is not followed elsewhere', async () => {
    respond = () => ({ status: 302, body: '"moved"' });
    await expect(caller.parts.peer('ski-lift').get('/x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(received).toHaveLength(1);
  });

  it('may answer nothing', async () => {
    respond = () => ({ status: 204 });
    expect(await caller.parts.peer('ski-lift').get('/x')).toBeUndefined();
  });

  it('passes its own problems on', async () => {
    const problem = {
      status: 404,
      code: 'message_not_found',
      title: 'Not Found',
      detail: 'No such message.',
    };
    respond = () => ({ status: 404, body: JSON.stringify(problem), type: 'application/problem+json' });
    await expect(caller.parts.peer('ski-lift').get('/x')).rejects.toMatchObject(problem);
    expect(received).toHaveLength(1);
  });

  it('that answers a 4xx that is no problem, or nonsense, counts as unavailable', async () => {
    for (const answer of [
      { status: 404, body: 'gone', type: 'text/plain' },
      { status: 200, body: '<html>', type: 'text/html' },
    ]) {
      respond = () => answer;
      await expect(caller.parts.peer('ski-lift').get('/x')).rejects.toMatchObject({
        status: 503,
        code: 'unavailable',
      });
    }
  });

  it.each([
    ['get', 2],
    ['put', 2],
    ['delete', 2],
    ['post', 1],
    ['patch', 1],
  ] as const)('that fails is asked by %s %i times', async (method, tries) => {
    respond = () => ({ status: 503 });
    await expect(caller.parts.peer('ski-lift')[method]('/x')).rejects.toMatchObject({ status: 503 });
    expect(received).toHaveLength(tries);
  });

  it('that cuts the connection is asked once more, and the answer counts', async () => {
    respond = (turn) => (turn === 1 ? 'cut' : { status: 200, body: '"second"' });
    expect(await caller.parts.peer('ski-lift').get('/x')).toBe('second');
  });

  it('that swallows everything costs two seconds and one try', async () => {
    respond = () => 'hang';
    const startedAt = performance.now();
    const response = await caller.fetch('/through');
    const seconds = (performance.now() - startedAt) / 1000;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(seconds).toBeGreaterThan(1.8);
    expect(seconds).toBeLessThan(3);
    expect(received).toHaveLength(1);
  });

  it('is not asked once more when hardly any of the two seconds is left', async () => {
    let tries = 0;
    const client = createPeerClient({
      name: 'ski-lift',
      connections: {
        send: async ({ timeoutMs }) => {
          tries += 1;
          await sleep(timeoutMs - 20);
          throw new Error('cut');
        },
      },
      address: () => 'http://127.0.0.1:1',
      token: () => undefined,
      context: undefined,
      tracing: new Tracing(),
    });
    await expect(client.get('/x')).rejects.toMatchObject({ code: 'unavailable' });
    expect(tries).toBe(1);
  });

  it('that stops in the middle of its answer costs two seconds', async () => {
    respond = () => ({ status: 200, body: '{"o', stops: true });
    const startedAt = performance.now();
    await expect(caller.parts.peer('ski-lift').get('/x')).rejects.toMatchObject({ code: 'unavailable' });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(seconds).toBeGreaterThan(1.8);
    expect(seconds).toBeLessThan(3);
    expect(received).toHaveLength(1);
  });

  it('that is not there is unavailable', async () => {
    await expect(caller.parts.peer('closed').get('/x')).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
    });
  });

  it('that no variable names is named in the error', async () => {
    await expect(caller.parts.peer('somewhere').get('/x')).rejects.toThrow(
      /GNAR_SOMEWHERE_SERVICE_PORT is missing/,
    );
  });
});

describe('external calls', () => {
  const url = () => `http://127.0.0.1:${port}/outside`;

  it('bring JSON or text, and take forms, JSON and headers', async () => {
    const { external } = caller.parts;
    expect(await external.get(url(), { headers: { 'Add-Padding': 'true' } })).toEqual({ ok: true });
    respond = () => ({ status: 200, body: 'A:1\r\nB:2' });
    expect(await external.get(url(), { responseType: 'text' })).toBe('A:1\r\nB:2');
    respond = () => ({ status: 200, body: '{}' });
    await external.post(url(), { form: { secret: 's', response: 'a b' } });
    await external.post(url(), { json: { n: 1 } });
    expect(received[0]?.headers['add-padding']).toBe('true');
    expect(received.map(({ body }) => body)).toEqual(['', '', 'secret=s&response=a+b', '{"n":1}']);
    expect(received[2]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  });

  it('take a second at most, even when more is asked for', async () => {
    respond = () => 'hang';
    const startedAt = performance.now();
    await expect(caller.parts.external.get(url(), { timeoutMs: 60_000 })).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(received).toHaveLength(1);
  });

  it('are made again once at most, and only when asked to', async () => {
    respond = () => ({ status: 500 });
    await expect(caller.parts.external.get(url())).rejects.toThrow();
    expect(received).toHaveLength(1);
    await expect(caller.parts.external.get(url(), { retries: 1 })).rejects.toThrow();
    expect(received).toHaveLength(3);
  });

  it('follow no redirect', async () => {
    const redirecting = createServer((_, response) => response.writeHead(302, { location: url() }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', () => resolve()));
    const address = redirecting.address();
    const from = typeof address === 'object' ? address?.port : 0;
    await expect(caller.parts.external.get(`http://127.0.0.1:${from}/`)).rejects.toThrow();
    expect(received).toEqual([]);
    redirecting.close();
  });
});
