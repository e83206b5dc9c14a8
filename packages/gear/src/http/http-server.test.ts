import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.ts';
import { HttpServer } from './http-server.ts';

const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
const securityHeaders = ['X-Content-Type-Options', 'nosniff'];

/** What a raw client gets until the other side closes. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}

describe('the HTTP server', () => {
  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1'],
  ])('cuts off a client that never ends its %s', async (_, text) => {
    const server = new HttpServer({ listener: (request) => request.resume(), securityHeaders, limits });
    const port = await server.listen(0, '127.0.0.1');
    const answer = await talk(port, text);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('X-Content-Type-Options: nosniff');
    await server.stop(0);
  });

  it('says when its port is taken', async () => {
    const options = { listener: () => undefined, securityHeaders };
    const first = new HttpServer(options);
    const port = await first.listen(0, '127.0.0.1');
    await expect(new HttpServer(options).listen(port, '127.0.0.1')).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.stop(0);
  });

  it('lets a request under way end, and cuts what takes longer than the grace', async () => {
    let underWay = 0;
    const server = new HttpServer({
      listener: (request, response) => {
        underWay += 1;
        const ms = request.url === '/quick' ? 100 : 60_000;
        setTimeout(() => response.end('done'), ms).unref();
      },
      securityHeaders,
    });
    const port = await server.listen(0, '127.0.0.1');
    const quick = fetch(`http://127.0.0.1:${port}/quick`).then((response) => response.text());
    const endless = fetch(`http://127.0.0.1:${port}/endless`).catch(() => 'cut');
    await until(() => underWay === 2);
    const startedAt = performance.now();
    await server.stop(300);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await quick).toBe('done');
    expect(await endless).toBe('cut');
  });
});
