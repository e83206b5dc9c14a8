import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts, isPortFree } from '../machine/ports.ts';
import { forwardPort } from './forward-port.ts';

const server = createServer((request, response) => {
  if (request.url === '/never') return;
  response.end(`seen ${request.url ?? ''}`);
});
let endpoint: string;
let port: number;

beforeEach(async () => {
  const [inner = 0, outer = 0] = await freePorts(2);
  endpoint = `http://127.0.0.1:${inner}`;
  port = outer;
  server.listen(inner, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a forwarded port', () => {
  it('forwards requests and their answers', async () => {
    const close = await forwardPort(endpoint, '127.0.0.1', port);
    expect(await (await fetch(`http://127.0.0.1:${port}/mail`)).text()).toBe('seen /mail');
    await close();
  });

  it('is free again after closing, which ends open connections', async () => {
    const close = await forwardPort(endpoint, '127.0.0.1', port);
    const waiting = fetch(`http://127.0.0.1:${port}/never`).catch(() => 'cut off');
    await once(server, 'request');

    await close();

    expect(await waiting).toBe('cut off');
    expect(await isPortFree(port)).toBe(true);
  });

  it('drops a connection when its target does not listen, and keeps listening', async () => {
    const [unused = 0] = await freePorts(1);
    const close = await forwardPort(`http://127.0.0.1:${unused}`, '127.0.0.1', port);
    for (const path of ['/once', '/again']) {
      await expect(fetch(`http://127.0.0.1:${port}${path}`)).rejects.toThrow('fetch failed');
    }
    await close();
  });
});
