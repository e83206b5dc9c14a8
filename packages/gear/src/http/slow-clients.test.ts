import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.ts';
import { defaultLimits, HttpServer } from './http-server.ts';

const limits = {
  headersTimeout: 100,
  requestTimeout: 200,
  keepAliveTimeout: 100,
  stalledTimeout: 300,
  lingerTimeout: 100,
  connectionsCheckingInterval: 20,
};
const clientCount = 50;
/** More than the buffers of both kernels take. One for all: to clear that much for each client takes seconds. */
const large = Buffer.alloc(64 * 1024 * 1024);

const isServerSocket = (message: unknown): message is { socket: Socket } =>
  typeof message === 'object' && message !== null && 'socket' in message;

describe('the sockets of slow clients', () => {
  /** The server's ends of all connections; each is a descriptor until it is destroyed. */
  const accepted: Socket[] = [];
  const clients: Socket[] = [];
  const onConnection = (message: unknown) => {
    if (isServerSocket(message)) accepted.push(message.socket);
  };
  const held = () => accepted.filter((socket) => !socket.destroyed).length;
  let server: HttpServer;
  let port: number;

  beforeEach(async () => {
    subscribe('net.server.socket', onConnection);
    server = new HttpServer({
      listener: (request, response) => {
        request.resume();
        if (request.url === '/large') response.end(large);
        else if (request.method === 'GET') response.end('done');
      },
      securityHeaders: [],
      limits,
    });
    port = await server.listen(0, '127.0.0.1');
  });

  afterEach(async () => {
    unsubscribe('net.server.socket', onConnection);
    for (const client of clients.splice(0)) client.destroy();
    await server.stop(0);
    accepted.length = 0;
  });

  /** Clients that say this and then neither close nor end their side, whatever they are told. */
  async function open(text: string, { reads = true } = {}): Promise<void> {
    for (let count = 0; count < clientCount; count += 1) {
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      client.on('error', () => undefined);
      if (reads) client.resume();
      client.write(text);
      clients.push(client);
    }
    await until(() => accepted.length === clientCount);
  }

  it.each([
    ['send nothing', ''],
    ['never end their headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['never end their body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1'],
    ['send what is not HTTP', 'nonsense\r\n\r\n'],
    ['are idle after their request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('are destroyed though they stay half open: clients that %s', async (_, text) => {
    await open(text);
    await until(() => held() === 0, 10_000);
  });

  it('are destroyed when a client does not read its response', async () => {
    await open('GET /large HTTP/1.1\r\nHost: a\r\n\r\n', { reads: false });
    await until(() => held() === 0, 10_000);
  });
});

describe('the limits for slow clients', () => {
  it('are by default what production relies on: every descriptor is back within a minute or so', () => {
    expect(defaultLimits).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      stalledTimeout: 60_000,
      lingerTimeout: 2_000,
      connectionsCheckingInterval: 1_000,
    });
  });

  it('are those of a server that names none of its own', () => {
    expect(new HttpServer({ listener: () => undefined, securityHeaders: [] }).limits).toBe(defaultLimits);
  });
});
