/** @jest-environment node */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeServices, routes } from '../../../services.ts';
import { pageHeaders } from '../page-headers.ts';

const server = join(import.meta.dirname, '../dev-server.ts');
const SITE_KEY = '6Lc_a-Key_of-forty-characters_0123456789';

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilListening(origin: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the development server ended with ${child.exitCode}`);
    const answered = await fetch(`${origin}/config.json`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(100);
  }
}

/** Stands in for a service: says which one it is, and what it was asked for. */
async function startService(name: string): Promise<Server> {
  const service = createHttpServer(({ url }, response) => response.end(`${name} ${url}`));
  await once(service.listen(0, '127.0.0.1'), 'listening');
  return service;
}

describe.each([
  ['without a site key', '', { captcha: false }],
  ['with a site key', SITE_KEY, { captcha: true }],
])('the development server %s', (_, siteKey, policy) => {
  let child: ChildProcess;
  let origin: string;
  let complaints = '';

  beforeAll(async () => {
    const [port, unused] = [await freePort(), await freePort()];
    origin = `http://127.0.0.1:${port}`;
    child = spawn(process.execPath, ['--conditions=source', server], {
      env: {
        PATH: process.env['PATH'],
        GNAR_POWDER_PORT: String(port),
        ...Object.fromEntries(
          nodeServices.map(({ variable }) => [`GNAR_${variable}_SERVICE_PORT`, String(unused)]),
        ),
        GNAR_RECAPTCHA_SITE_KEY: siteKey,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
      process.stderr.write(text);
    });
    await untilListening(origin, child);
  }, 120_000);

  afterAll(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });

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
      const response = await fetch(origin + path, { headers: { Accept: 'text/html' } });
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
    for (let turn = 0; turn < 15; turn += 1) await (await fetch(`${origin}/user/get`)).text();
    expect(complaints).not.toContain('MaxListenersExceededWarning');
  });

  it('says nothing about a browser that goes away while it reads a file', async () => {
    const page = await (await fetch(origin)).text();
    const [script = ''] = /\/assets\/vendor[^"]*\.js/.exec(page) ?? [];
    for (let turn = 0; turn < 5; turn += 1) {
      const reload = new AbortController();
      const { body } = await fetch(origin + script, { signal: reload.signal });
      await body?.getReader().read();
      reload.abort();
    }
    // An answer later than what the server has to say about the last one.
    await (await fetch(`${origin}/config.json`)).text();
    await delay(200);
    expect(complaints).not.toContain('ERR_STREAM_PREMATURE_CLOSE');
  });
});

describe('the paths of the manifest', () => {
  const services = new Map<string, Server>();
  let child: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    const addresses: Record<string, string> = {};
    for (const { name, variable } of nodeServices) {
      const service = await startService(name);
      services.set(name, service);
      const address = service.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      addresses[`GNAR_${variable}_SERVICE_PORT`] = `tcp://127.0.0.1:${address.port}`;
    }
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    child = spawn(process.execPath, ['--conditions=source', server], {
      env: { PATH: process.env['PATH'], GNAR_POWDER_PORT: String(port), ...addresses },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await untilListening(origin, child);
  }, 120_000);

  afterAll(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    for (const service of services.values()) service.close();
  });

  // A browser that opens an address asks for HTML, which must not turn an API's path into a page.
  const ask = async (path: string) => {
    const response = await fetch(origin + path, { headers: { Accept: 'text/html' } });
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
