import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { debianProgram, type FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { securityHeaders } from '../../packages/gear/src/http/security-headers.ts';
import { pageHeaders } from '../../services/powder/page-headers.ts';
import { emptyLayer } from '../rehearse/layer.ts';
import { repository } from '../rehearse/repository.ts';
import type { Container } from '../rehearse/start-container.ts';
import { startEdge } from '../rehearse/start-edge.ts';
import { startWeb } from '../rehearse/start-web.ts';
import { untilAnswers } from '../rehearse/until-answers.ts';

const nginx = await debianProgram('nginx');
const describeNginx = 'missing' in nginx ? describe.skip : describe;

const flat = securityHeaders(true);
/** What a service in production sets, by name. */
const ofGear = Object.fromEntries(
  flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])),
);
const { 'Strict-Transport-Security': hsts = '', ...ofGearWithoutTls } = ofGear;
const ofPages = pageHeaders({ captcha: false });
const ofPagesWithCaptcha = pageHeaders({ captcha: true });
const noStore = { 'Cache-Control': 'no-store' };

/** One answer: of a header that stands twice, both values, so that it equals neither. */
interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends bytes as they are. */
async function send(port: number, bytes: string): Promise<RawAnswer> {
  const text = await new Promise<string>((resolve, reject) => {
    let read = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no end of the answer after: ${read}`)));
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1');
      // Otherwise nginx would wait for the rest of a body that it refused.
      if (read.includes('\r\n\r\n')) socket.end();
    });
    // nginx resets what it has not read; what came before that counts.
    socket.on('error', (error) => (read === '' ? reject(error) : resolve(read)));
    socket.on('close', () => resolve(read));
  });
  const [first = '', ...lines] = (text.split('\r\n\r\n')[0] ?? '').split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
    headers[name] = name in headers ? `${headers[name]} AND ${value}` : value;
  }
  return { status: Number(first.split(' ')[1]), headers };
}

const ask = (line: string, more = '') =>
  `${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;

/** name → bytes, status (of each version of nginx); each is answered by nginx itself. */
const refused: readonly (readonly [string, string, ...number[]])[] = [
  ['what is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n', 400],
  ['a request without Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a request with two Hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
  ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
  ['a bad escape', ask('GET /%'), 400],
  ['a way up', ask('GET /../../etc/passwd'), 400],
  ['two lengths', ask('POST /user/login', 'Content-Length: 1\r\nContent-Length: 2\r\n'), 400],
  ['a header of 40 kB', ask('GET /', `X-A: ${'a'.repeat(40_000)}\r\n`), 400],
  ['TRACE', ask('TRACE /'), 405],
  ['CONNECT', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 405],
  ['a target of 40 kB', ask(`GET /${'a'.repeat(40_000)}`), 414],
  ['a large body', ask('POST /elsewhere', 'Content-Length: 10000000\r\n'), 413],
  ['two transfer codings', ask('POST /elsewhere', 'Transfer-Encoding: gzip, chunked\r\n'), 501],
  ['another version', 'GET / HTTP/3.0\r\nHost: localhost\r\n\r\n', 505],
];

let folder: string;
let piste: Server;
const started: Container[] = [];
/** Ports; `secured` is a powder in production, with a site key. It is the one behind the edge. */
const port = { edge: 0, edgeHealth: 0, powder: 0, powderHealth: 0, secured: 0, securedHealth: 0 };

/** powder's image but for its pages, which are small ones here. */
async function layPowder(): Promise<string> {
  const pages = join(folder, 'pages');
  await mkdir(join(pages, 'assets'), { recursive: true });
  await writeFile(join(pages, 'index.html'), '<div id=root></div>');
  await writeFile(join(pages, 'robots.txt'), 'User-agent: *\n');
  await writeFile(join(pages, 'assets/main.0123.js'), '1;');
  const app = join(folder, 'image/app');
  await mkdir(app, { recursive: true });
  await promisify(execFile)(process.execPath, [
    repository('docker/web/assemble.ts'),
    pages,
    repository('docker/nginx/powder.conf'),
    app,
  ]);
  await copyFile(repository('docker/web/start.sh'), join(app, 'start.sh'));
  return join(folder, 'image');
}

async function startPowder(root: string, found: FoundProgram, name: 'powder' | 'secured'): Promise<void> {
  const image = {
    ...emptyLayer(root),
    workdir: '/app',
    entrypoint: ['/bin/sh', '/app/start.sh'],
    command: ['nginx', '-e', 'stderr', '-p', '/app', '-c', 'nginx.conf', '-g', 'daemon off;'],
  };
  const web = await startWeb({
    ...{ image, nginx: found, folder: join(folder, name), port: port[name] },
    healthPort: port[`${name}Health`],
    environment:
      name === 'secured' ? { GNAR_PRODUCTION: 'true', GNAR_RECAPTCHA_SITE_KEY: 'site-key-0123456789' } : {},
  });
  started.push(web);
  await untilAnswers(`http://127.0.0.1:${port[`${name}Health`]}/healthz`, web, 10_000);
}

beforeAll(async () => {
  if ('missing' in nginx) return;
  folder = await mkdtemp(join(tmpdir(), 'gnar-nginx-'));
  await chmod(folder, 0o755);
  [port.edge = 0, port.edgeHealth = 0, port.powder = 0, port.powderHealth = 0] = await freePorts(4);
  [port.secured = 0, port.securedHealth = 0] = await freePorts(2);
  const root = await layPowder();
  await startPowder(root, nginx, 'powder');
  await startPowder(root, nginx, 'secured');
  piste = createServer((_request, response) => {
    response.writeHead(429, [...flat, 'Cache-Control', 'no-cache', 'Retry-After', '7']).end('{}');
  });
  piste.listen(0, '127.0.0.1');
  await once(piste, 'listening');
  const address = piste.address();
  if (address === null || typeof address === 'string') throw new Error('piste has no port');
  const edge = await startEdge({
    ...{ nginx, folder, port: port.edge, healthPort: port.edgeHealth },
    upstreams: {
      'piste:8080': `127.0.0.1:${address.port}`,
      'powder:8080': `127.0.0.1:${port.secured}`,
      'lodge:9402': '127.0.0.1:9',
    },
  });
  started.push(edge);
  await untilAnswers(`http://127.0.0.1:${port.edgeHealth}/healthz`, edge, 10_000);
}, 60_000);

afterAll(async () => {
  if ('missing' in nginx) return;
  await Promise.all(started.map((container) => container.stop()));
  for (const container of started) container.forget();
  piste.closeAllConnections();
  piste.close();
  await rm(folder, { recursive: true, force: true });
});

describeNginx(`nginx ${'missing' in nginx ? `(${nginx.missing})` : ''}`, () => {
  it('is given for powder the headers that the services have, but for the policy of pages', () => {
    expect(ofPages).toMatchObject({
      ...ofGearWithoutTls,
      'Content-Security-Policy': ofPages['Content-Security-Policy'],
    });
  });

  describe.each([
    ['powder', 'powder', ofPages, undefined],
    ['powder in production', 'secured', ofPagesWithCaptcha, hsts],
    ['the edge', 'edge', ofGearWithoutTls, undefined],
  ] as const)('as %s', (_, name, always, transport) => {
    it.each(refused)('refuses %s with every security header, once', async (_name, bytes, ...statuses) => {
      const answer = await send(port[name], bytes);
      expect(statuses).toContain(answer.status);
      expect(answer.headers).toMatchObject({ ...always, ...noStore });
      expect(answer.headers['Strict-Transport-Security']).toBe(transport);
    });

    it('answers on its health port with every security header', async () => {
      for (const [path, status] of [
        ['/healthz', 200],
        ['/elsewhere', 404],
      ] as const) {
        const answer = await send(port[`${name}Health`], ask(`GET ${path}`));
        expect(answer).toMatchObject({ status, headers: always });
      }
    });
  });

  it.each([
    ['/assets/main.0123.js', 200, 'public, max-age=31536000, immutable'],
    ['/assets/none.js', 404, 'no-store'],
    ['/robots.txt', 200, 'no-cache'],
    ['/none.txt', 404, 'no-store'],
    ['/config.json', 200, 'no-cache'],
    ['/login', 200, 'no-cache'],
    ['/.well-known', 404, 'no-store'],
    ['/.well-known/change-password', 404, 'no-store'],
    ['/.well-known/security.txt/x', 404, 'no-store'],
  ])('lets %s with status %i be kept as: %s', async (path, status, caching) => {
    for (const [door, always] of [
      [port.powder, ofPages],
      [port.secured, ofPagesWithCaptcha],
      [port.edge, ofPagesWithCaptcha],
    ] as const) {
      const answer = await send(door, ask(`GET ${path}`));
      expect(answer).toMatchObject({ status, headers: { ...always, 'Cache-Control': caching } });
    }
  });

  it('passes a service’s own headers on through the edge, none twice', async () => {
    const ofPiste = await send(port.edge, ask('GET /user'));
    expect(ofPiste).toMatchObject({
      status: 429,
      headers: { ...ofGear, 'Cache-Control': 'no-cache', 'Retry-After': '7' },
    });
    const ofPowder = await send(port.edge, ask('GET /'));
    expect(ofPowder.headers).toMatchObject({ ...ofPagesWithCaptcha, 'Strict-Transport-Security': hsts });
  });

  it('gives the security contact to piste, at that path exactly', async () => {
    const { status } = await send(port.edge, ask('GET /.well-known/security.txt'));
    // What stands for piste here refuses everything.
    expect(status).toBe(429);
    expect((await send(port.powder, ask('GET /.well-known/security.txt'))).status).toBe(404);
  });

  it('answers for another host with every security header', async () => {
    const answer = await send(port.edge, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(answer).toMatchObject({ status: 421, headers: { ...ofGearWithoutTls, ...noStore } });
  });

  it('leaves the tools behind the edge their own policy, and is no blanker for them', async () => {
    const { status, headers } = await send(
      port.edge,
      'GET / HTTP/1.1\r\nHost: inbox.localhost\r\nConnection: close\r\n\r\n',
    );
    expect(status).toBe(502);
    expect(headers).toMatchObject({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    expect(headers['Content-Security-Policy']).toBeUndefined();
  });

  // Last: nothing is behind the edge any more.
  it('says with every security header that a service is away', async () => {
    piste.closeAllConnections();
    await new Promise((resolve) => piste.close(resolve));
    const api = await send(port.edge, ask('GET /user'));
    expect(api).toMatchObject({
      status: 503,
      headers: { ...ofGearWithoutTls, ...noStore, 'Retry-After': '2' },
    });
    const [, secured] = started;
    await secured?.stop();
    const page = await send(port.edge, ask('GET /'));
    expect(page).toMatchObject({ status: 502, headers: { ...ofGearWithoutTls, ...noStore } });
  });
});
