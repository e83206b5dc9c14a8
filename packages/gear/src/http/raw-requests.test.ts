import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { get } from './route.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

const get1 = 'GET /ok HTTP/1.1\r\n';

/** Requests that Node answers itself, without asking the routes, and what each is answered with. */
const answeredByNode: readonly [string, string, number][] = [
  ['text that is not HTTP', 'nonsense\r\n\r\n', 400],
  ['a request without Host', `${get1}\r\n`, 400],
  ['a request with two equal Hosts', `${get1}Host: a\r\nHost: a\r\n\r\n`, 400],
  ['a request with two different Hosts', `${get1}Host: a\r\nhost: evil.example\r\n\r\n`, 400],
  ['an HTTP/1.0 request with two Hosts', 'GET /ok HTTP/1.0\r\nHost: a\r\nHOST: b\r\n\r\n', 400],
  ['a conflicting body length', `${get1}Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  ['an unknown method', 'BREW /ok HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['an expectation', `${get1}Host: a\r\nExpect: x\r\n\r\n`, 417],
  ['too many headers', `${get1}Host: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 405],
  ['an upgrade', `${get1}Host: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`, 200],
  ['an upgrade to HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['an HTTP/1.0 request without Host', 'GET /ok HTTP/1.0\r\n\r\n', 200],
  ['TRACE', 'TRACE /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
];

function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);
/** The headers' lines, of the one answer that there is. */
function headerLines(answer: string): string[] {
  expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  return (answer.split('\r\n\r\n')[0] ?? '').split('\r\n');
}
const hsts = 'Strict-Transport-Security: max-age=63072000; includeSubDomains';
const always = [
  'X-Content-Type-Options: nosniff',
  'Referrer-Policy: no-referrer',
  'Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'X-Frame-Options: DENY',
  'Cross-Origin-Resource-Policy: same-origin',
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cache-Control: no-store',
];

describe.each([
  ['production', true, [...always, hsts]],
  ['development', false, always],
])('in %s', (_, production, expected) => {
  let app: TestApp;

  beforeAll(async () => {
    const ok = get('/ok', { auth: 'public' }, () => reply(200));
    const blueprints = [defineBlueprint({ prefix: '', routes: [ok] })];
    app = await startTestApp({ production, noJwt: true, blueprints });
  });

  afterAll(() => app.app.stop());

  it.each(answeredByNode)('%s is answered with every security header', async (_name, text, status) => {
    const answer = await talk(app.address.port, text);
    expect(statusOf(answer)).toBe(status);
    const lines = headerLines(answer);
    expect(lines).toEqual(expect.arrayContaining(expected));
    if (!production) expect(answer).not.toContain('Strict-Transport-Security');
    if (status >= 400) expect(lines).toContain('Content-Type: application/problem+json');
  });

  it.each([
    ...answeredByNode,
    ['a path', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
  ] as const)(
    '%s is answered with every security header by the health port too',
    async (name, text, status) => {
      const answer = await talk(app.address.healthPort, text);
      // The health port knows no path of these and looks at no method.
      if (status === 200 || name === 'TRACE') expect(statusOf(answer)).toBe(404);
      else expect(statusOf(answer)).toBe(status);
      expect(headerLines(answer)).toEqual(expect.arrayContaining(expected));
    },
  );

  it.each(['/healthz', '/readyz', '/metrics'])('%s carries every security header', async (path) => {
    const text = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(headerLines(await talk(app.address.healthPort, text))).toEqual(expect.arrayContaining(expected));
  });
});
