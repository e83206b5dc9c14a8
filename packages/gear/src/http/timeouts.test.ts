import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTrustedProxy } from './client-address.ts';
import { defineBlueprint } from './define-blueprint.ts';
import { HttpServer } from './http-server.ts';
import { mount } from './mount.ts';
import { Pipeline } from './pipeline.ts';
import { problemAnswer } from './problem-document.ts';
import { reply, stream } from './reply.ts';
import { get, post, rawBody } from './route.ts';
import { createLogs } from '../logging/logger.ts';
import { LogLines } from '../testing/test-app.ts';
import { Tracing } from '../tracing/index.ts';

const limits = {
  headersTimeout: 300,
  requestTimeout: 300,
  stalledTimeout: 300,
  lingerTimeout: 100,
  connectionsCheckingInterval: 20,
};
const longer = { auth: 'public', timeoutSeconds: 20 } as const;
const long = 1_500;

async function* silent() {
  yield 'one';
  await sleep(long);
  yield ' two';
}

const patient = async () => {
  await sleep(long);
  return reply(200, 'patient');
};

const blueprint = defineBlueprint({
  prefix: '',
  routes: [
    post('/upload', { ...longer, body: rawBody }, ({ body }) => reply(200, body.length)),
    post('/usual', { auth: 'public', body: rawBody }, ({ body }) => reply(200, body.length)),
    get('/patient', longer, patient),
    get('/hasty', { auth: 'public' }, patient),
    get('/stream', { auth: 'public' }, () => stream(200, 'text/plain', silent())),
    get('/flood', { auth: 'public' }, () => stream(200, 'text/plain', flood())),
  ],
});

const mounted = mount('/mounted', longer, (request, response) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => response.json(bytes));
});

const block = Buffer.alloc(1_000_000);
async function* flood() {
  for (;;) {
    yield block;
    await sleep(1);
  }
}

let server: HttpServer;
let port: number;

beforeAll(async () => {
  const { log } = await createLogs({
    name: 'timeouts',
    level: 'info',
    pretty: false,
    fields: () => ({}),
    destination: new LogLines(),
  });
  const pipeline = new Pipeline({
    ...{ securityHeaders: ['X-Content-Type-Options', 'nosniff'], cors: undefined, withStack: false },
    ...{ trustedProxy: createTrustedProxy([]), log, tracing: new Tracing() },
  });
  pipeline.useErrorHandler(problemAnswer);
  for (const each of [blueprint, mounted]) await pipeline.addBlueprint(each);
  const options = { listener: pipeline.handle, connections: pipeline };
  server = new HttpServer({ ...options, securityHeaders: ['X-Content-Type-Options', 'nosniff'], limits });
  port = await server.listen(0, '127.0.0.1');
});

afterAll(() => server.stop(100));

/** A body whose last byte comes late. */
function trickle(path: string): ClientRequest {
  const headers = { 'content-length': '2' };
  const request = httpRequest({ port, path, method: 'POST', headers, agent: false });
  request.on('error', () => undefined);
  request.write('a');
  setTimeout(() => request.end('b'), long);
  return request;
}

async function answerOf(request: ClientRequest): Promise<{ status: number | undefined; body: string }> {
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('There is no response.');
  return { status: response.statusCode, body: await text(response) };
}

const ask = (path: string) => httpRequest({ port, path, agent: false }).end();

describe('a route that declares more time', () => {
  it.each(['/upload', '/mounted'])('takes a body at %s that comes late', async (path) => {
    expect(await answerOf(trickle(path))).toEqual({ status: 200, body: '2' });
  });

  it('leaves another route the usual time', async () => {
    const startedAt = performance.now();
    expect((await answerOf(trickle('/usual'))).status).toBe(408);
    expect(performance.now() - startedAt).toBeLessThan(long);
  });

  it('may be silent for longer before it answers, another route may not', async () => {
    expect(await answerOf(ask('/patient'))).toEqual({ status: 200, body: '"patient"' });
    await expect(answerOf(ask('/hasty'))).rejects.toThrow('socket hang up');
  });
});

describe('a stream', () => {
  it('is not cut off while its source is silent', async () => {
    expect(await answerOf(ask('/stream'))).toEqual({ status: 200, body: 'one two' });
  });

  it('is cut off when its client does not read', async () => {
    const request = ask('/flood');
    const [response]: IncomingMessage[] = await once(request, 'response');
    response?.pause();
    const { socket } = request;
    const closed = socket === null ? undefined : once(socket, 'close');
    await sleep(long);
    response?.on('error', () => undefined).resume();
    await closed;
    expect(response?.complete).toBe(false);
  });
});
