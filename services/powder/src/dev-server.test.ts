/** @jest-environment node */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
        GNAR_PISTE_SERVICE_PORT: String(unused),
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
});
