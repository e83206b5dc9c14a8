/** @jest-environment node */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { nodeServices, routes } from '../../../services.ts';
import { pageHeaders } from '../page-headers.ts';

type DevServer = Awaited<ReturnType<typeof startDevServer>>;

const SITE_KEY = '6Lc_a-Key_of-forty-characters_0123456789';

/** Starts the development server with these settings; resolves when it answers. */
async function startDevServer(port: number, settings: Readonly<Record<string, string>>) {
  const server = join(import.meta.dirname, '../dev-server.ts');
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--conditions=source', server], {
    env: { PATH: process.env['PATH'], GNAR_POWDER_PORT: String(port), ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`the development server ended with ${child.exitCode}: ${complaints}`);
    try {
      await (await fetch(`${origin}/config.json`)).text();
      return { origin, complaints: () => complaints, stop };
    } catch {
      await delay(100);
    }
  }
}

/** Stands in for a service: says which one it is, and what it was asked for. */
async function startService(name: string): Promise<Server> {
  const service = createServer(({ url }, response) => response.end(`${name} ${url}`));
  await once(service.listen(0, '127.0.0.1'), 'listening');
  return service;
}

describe.each([
  ['without a site key', '', { captcha: false }],
  ['with a site key', SITE_KEY, { captcha: true }],
])('the development server %s', (_, siteKey, policy) => {
  let server: DevServer;
  beforeAll(async () => {
    const [port = 0, unused] = await freePorts(2);
    const away = nodeServices.map(({ variable }) => [`GNAR_${variable}_SERVICE_PORT`, String(unused)]);
    server = await startDevServer(port, {
      ...Object.fromEntries(away),
      GNAR_RECAPTCHA_SITE_KEY: siteKey,
    });
  }, 120_000);
  afterAll(() => server.stop());

  it.each([
    ['a page', '/', 200],
    ['another page', '/login', 200],
    ['the configuration', '/config.json', 200],
    ['a file that is not there', '/none.js', 404],
    ['something well known that is not there', '/.well-known/change-password', 404],
    ['the security contact of a service that is away', '/.well-known/security.txt', 503],
    ['a service that is away', '/user/get', 503],
    ['a path below /api that only a service knows', '/api/nothing', 503],
  ])(
    'sends the headers of production and no-store with %s',
    async (_name, path, status) => {
      const response = await fetch(server.origin + path, { headers: { Accept: 'text/html' } });
      expect(response.status).toBe(status);
      const { 'Content-Security-Policy': contentPolicy, ...others } = pageHeaders(policy);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name.toLowerCase(), value])),
        'cache-control': 'no-store',
      });
      // Express writes a stricter one of its own into its 404.
      const expected = status === 404 ? "default-src 'none'" : contentPolicy;
      expect(response.headers.get('Content-Security-Policy')).toBe(expected);
    },
    60_000,
  );

  it('keeps nothing of the requests that come on one connection', async () => {
    for (let turn = 0; turn < 15; turn += 1) await (await fetch(`${server.origin}/user/get`)).text();
    expect(server.complaints()).not.toContain('MaxListenersExceededWarning');
  });

  it('says nothing about a browser that goes away while it reads a file', async () => {
    const page = await (await fetch(server.origin)).text();
    const [script = ''] = /\/assets\/vendor[^"]*\.js/.exec(page) ?? [];
    for (let turn = 0; turn < 5; turn += 1) {
      const reload = new AbortController();
      const { body } = await fetch(server.origin + script, { signal: reload.signal });
      await body?.getReader().read();
      reload.abort();
    }
    // An answer later than what the server has to say about the last one.
    await (await fetch(`${server.origin}/config.json`)).text();
    await delay(200);
    expect(server.complaints()).not.toContain('ERR_STREAM_PREMATURE_CLOSE');
  });
});

describe('the paths of the manifest', () => {
  const services = new Map<string, Server>();
  let server: DevServer;

  beforeAll(async () => {
    const addresses: Record<string, string> = {};
    for (const { name, variable } of nodeServices) {
      const service = await startService(name);
      services.set(name, service);
      const address = service.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      addresses[`GNAR_${variable}_SERVICE_PORT`] = `tcp://127.0.0.1:${address.port}`;
    }
    const [port = 0] = await freePorts(1);
    server = await startDevServer(port, addresses);
  }, 120_000);

  afterAll(async () => {
    await server.stop();
    for (const service of services.values()) service.close();
  });

  // A browser that opens an address asks for HTML, which must not turn an API's path into a page.
  const ask = async (path: string) => {
    const response = await fetch(server.origin + path, { headers: { Accept: 'text/html' } });
    return response.text();
  };

  it.each(routes.filter(({ service }) => nodeServices.some(({ name }) => name === service)))(
    'lead from $path to $service',
    async ({ path, service, exact }) => {
      expect(await ask(`${path}?q=1`)).toBe(`${service} ${path}?q=1`);
      const below = await ask(`${path}/below`);
      if (exact) expect(below).not.toContain(service);
      else expect(below).toBe(`${service} ${path}/below`);
      expect(await ask(`${path}s`)).not.toMatch(new RegExp(`^${service} `));
    },
    60_000,
  );
});
