import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { debianProgram, type FoundProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { entries, manifestOf, services } from '../../services.ts';
import { generate } from './generated-files.ts';

const nginx = await debianProgram('nginx');
const describeNginx = 'missing' in nginx ? describe.skip : describe;

const sample = {
  name: 'sample-service',
  kind: 'node',
  port: 9999,
  paths: ['/api/sample', { path: '/api/sample/live', stream: true, maxBodyKiB: 2048 }],
} as const;

describeNginx(`nginx ${'missing' in nginx ? `(${nginx.missing})` : ''}, with a path of streams`, () => {
  let folder: string;
  let service: Server;
  let edge: ChildProcess;
  let origin: string;
  const asked: IncomingMessage[] = [];

  beforeAll(async () => {
    if ('missing' in nginx) throw new Error(nginx.missing);
    folder = mkdtempSync(join(tmpdir(), 'gnar-edge-'));
    // Under root, nginx works as another user.
    chmodSync(folder, 0o755);
    service = await startService();
    const address = service.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const [port = 0, healthPort = 0] = await freePorts(2);
    origin = `http://127.0.0.1:${port}`;
    edge = await startEdge(nginx, { port, healthPort, sample: address.port });
  });

  afterAll(async () => {
    const ended = once(edge, 'exit');
    edge.kill('SIGTERM');
    await ended;
    service.closeAllConnections();
    service.close();
    rmSync(folder, { recursive: true });
  });

  /** Answers a GET with a first event and nothing more, a POST with the length of its body, an upgrade with 101. */
  async function startService(): Promise<Server> {
    const server = createServer((incoming, response) => {
      asked.push(incoming);
      if (incoming.method === 'GET') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: first\n\n');
        return;
      }
      let length = 0;
      incoming.on('data', (chunk: Buffer) => (length += chunk.length));
      incoming.on('end', () => response.end(String(length)));
    });
    server.on('upgrade', (incoming, socket) => {
      asked.push(incoming);
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  async function startEdge(
    found: FoundProgram,
    ports: Readonly<Record<'port' | 'healthPort' | 'sample', number>>,
  ): Promise<ChildProcess> {
    const text = await generate('docker/nginx/edge.conf', manifestOf([...entries, sample]), () => []);
    const nowhere = services.map(({ name }) => name);
    const file = join(folder, 'edge.conf');
    writeFileSync(
      file,
      nowhere
        .reduce((made, name) => made.replace(` ${name}:8080;`, ' 127.0.0.1:9;'), text)
        .replace('sample-service:8080', `127.0.0.1:${ports.sample}`)
        .replaceAll('/tmp/', `${folder}/`)
        .replaceAll('listen 8080', `listen 127.0.0.1:${ports.port}`)
        .replaceAll('listen 9080', `listen 127.0.0.1:${ports.healthPort}`),
    );
    const words = ['-e', 'stderr', '-c', file, '-g', 'daemon off;'];
    const child = spawn(found.path, words, { env: { ...process.env, ...found.env }, stdio: 'ignore' });
    const deadline = Date.now() + 20_000;
    const isUp = () =>
      fetch(`http://127.0.0.1:${ports.healthPort}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isUp())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('nginx does not take edge.conf');
      await sleep(50);
    }
    return child;
  }

  const lastAsked = () => asked.at(-1);

  it('passes an event on as soon as it comes', async () => {
    const response = await fetch(`${origin}/api/sample/live`);
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('data: first\n\n');
    await reader?.cancel();
  });

  it('passes the upgrade of a web socket on', async () => {
    const opened = request(`${origin}/api/sample/live`, {
      headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
    }).end();
    const [response] = await once(opened, 'upgrade');
    expect(response.statusCode).toBe(101);
    expect(lastAsked()?.headers).toMatchObject({ upgrade: 'websocket', connection: 'upgrade' });
  });

  it('takes the body that the path allows, and refuses the same body at the next path with a problem', async () => {
    const post = (path: string) => fetch(origin + path, { method: 'POST', body: 'x'.repeat(500_000) });
    expect(await (await post('/api/sample/live')).text()).toBe('500000');
    const refused = await post('/api/sample');
    expect([refused.status, await refused.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'payload_too_large' }),
    ]);
  });

  it('says who asks, whatever the client says, as at every other path', async () => {
    for (const path of ['/api/sample/live', '/api/sample']) {
      const headers = { 'X-Forwarded-For': '203.0.113.9', 'X-Request-Id': 'chosen', Connection: 'close' };
      await (await fetch(origin + path, { method: 'POST', body: 'x', headers })).text();
      expect(lastAsked()?.headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
        host: new URL(origin).host,
      });
    }
  });

  it('leads what is not below them to the service of /api', async () => {
    const count = asked.length;
    expect((await fetch(`${origin}/api/samples`)).status).toBe(503);
    expect(asked).toHaveLength(count);
  });
});
