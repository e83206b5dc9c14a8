import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { brokenPromises } from './edge-checks.ts';
import { watch } from './smoke.ts';

type Answer = readonly [status: number, body: string, headers?: Readonly<Record<string, string>>];

const common = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
const policy =
  "default-src 'none'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self' 'unsafe-inline'";
const page: Answer = [
  200,
  '<!doctype html><div id="root"></div>',
  { ...common, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
];

/** The product as it should be; a test takes one thing away. */
const wellBehaved: Readonly<Record<string, Answer>> = {
  'GET /': page,
  'GET /log-in': page,
  'GET /healthz': page,
  'GET /readyz': page,
  'GET /metrics': page,
  'GET /openapi.json': [200, '{"openapi":"3.1.0","paths":{}}', common],
  'POST /user/signup': [202, '{}', common],
  'POST /user/get': [401, '{}', common],
};

let server: Server | undefined;
afterEach(() => new Promise<void>((done) => (server === undefined ? done() : server.close(() => done()))));

async function edge(answers: () => Readonly<Record<string, Answer>>): Promise<URL> {
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const [status, body, headers = {}] = answers()[`${request.method ?? ''} ${request.url ?? ''}`] ?? [
      404,
      '',
    ];
    request.resume();
    response.writeHead(status, { ...headers, connection: 'close' }).end(body);
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const brokenWith = async (change: Readonly<Record<string, Answer>>) =>
  brokenPromises({ origin: await edge(() => ({ ...wellBehaved, ...change })) });

describe('the smoke test', () => {
  it('passes for a working product', async () => {
    expect(await brokenWith({})).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, Answer>>, string]>([
    ['the page is an error', { 'GET /': [502, 'Bad Gateway'] }, 'the first page is there'],
    ['an address of a page is not found', { 'GET /log-in': [404, ''] }, "a page's own address opens it"],
    ['the contract is a page', { 'GET /openapi.json': page }, 'the contract is there'],
    ['signing up fails', { 'POST /user/signup': [500, '{}'] }, 'signing up is accepted'],
    [
      'signing up is refused for another reason than a captcha',
      { 'POST /user/signup': [422, '{"code":"invalid"}'] },
      'signing up',
    ],
    ['an account is shown to a stranger', { 'POST /user/get': [200, '{}'] }, 'who is not logged in'],
    ['health is reachable', { 'GET /healthz': [200, '{"status":"ok"}'] }, 'health and metrics'],
    ['metrics are reachable', { 'GET /metrics': [200, '# TYPE x counter'] }, 'health and metrics'],
    [
      'the policy is away',
      { 'GET /': [200, page[1], { ...common, 'content-type': 'text/html' }] },
      'pages run only',
    ],
    [
      'the policy lets inline scripts in',
      {
        'GET /': [
          200,
          page[1],
          {
            ...page[2],
            'content-security-policy': policy.replace(
              "script-src 'self'",
              "script-src 'self' 'unsafe-inline'",
            ),
          },
        ],
      },
      'pages run only',
    ],
    ...['object-src', 'base-uri', 'frame-ancestors'].map(
      (name): [string, Readonly<Record<string, Answer>>, string] => [
        `the policy says nothing of ${name}`,
        {
          'GET /': [
            200,
            page[1],
            { ...page[2], 'content-security-policy': policy.replace(`${name} 'none'; `, '') },
          ],
        },
        'pages run only',
      ],
    ),
    [
      'types are guessed',
      { 'GET /openapi.json': [200, '{"openapi":"3.1.0","paths":{}}', {}] },
      'types are not guessed',
    ],
  ])('notices when %s', async (_, change, promise) => {
    expect(await brokenWith(change)).toContainEqual(expect.stringContaining(promise));
  });

  it('accepts a captcha error, because a program must not pass a captcha', async () => {
    expect(await brokenWith({ 'POST /user/signup': [422, '{"code":"captcha_failed"}'] })).toEqual([]);
  });

  it('reports broken promises when the origin does not respond', async () => {
    const broken = await brokenPromises({ origin: new URL('http://127.0.0.1:9'), answerMs: 500 });
    expect(broken.length).toBeGreaterThan(5);
  });

  it('tolerates one failed round but not three', async () => {
    let round = 0;
    const origin = await edge(() => {
      round += 1;
      return round <= 4 ? { ...wellBehaved, 'GET /': [503, ''] } : wellBehaved;
    });
    expect(await watch(origin, { seconds: 0, pauseSeconds: 0.01 })).toEqual([]);
    round = -10_000;
    expect(await watch(origin, { seconds: 0, pauseSeconds: 0.01 })).toContainEqual('the first page is there');
  });

  it('keeps waiting for a product that has never responded', async () => {
    const from = Date.now();
    const origin = await edge(() => (Date.now() - from < 600 ? {} : wellBehaved));
    expect(await watch(origin, { seconds: 2, pauseSeconds: 0.01 })).toEqual([]);
  });

  it('stops early for a product that responded before and does not any more', async () => {
    const from = Date.now();
    const origin = await edge(() => (Date.now() - from < 300 ? wellBehaved : {}));
    expect(await watch(origin, { seconds: 60, pauseSeconds: 0.01 })).toContainEqual(
      'the first page is there',
    );
    expect(Date.now() - from).toBeLessThan(20_000);
  });
});
