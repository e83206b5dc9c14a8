import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { waitForMail } from '@gnar/lodge/testing';
import { load } from '../../load/load.ts';
import { routes } from '../../../services.ts';
import type { Product } from '../../rehearse/start-product.ts';

/** compose's nginx in front of everything: what a founder's browser meets. */
export function describeEdge(product: () => Product): void {
  const origin = () => `http://127.0.0.1:${product().port('edge')}`;
  const ask = (path: string, init?: RequestInit) => fetch(origin() + path, init);
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  /** fetch does not let its caller set the Host header. */
  const askAs = (host: string, path = '/') =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asked = request(origin() + path, { headers: { Host: host } }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
      });
      asked.on('error', reject).end();
    });

  it('takes a visitor from the sign-up to the account, by what the mail says', async () => {
    const email = 'visitor@example.com';
    const password = 'a-mountain-of-fresh-powder-42';
    expect((await post('/user/signup', { email })).status).toBe(202);

    const sesEndpoint = `http://127.0.0.1:${product().port('ses')}`;
    const { text: mail } = await waitForMail(email, undefined, { sesEndpoint, timeoutMs: 20_000 });
    const link = new URL(/http\S+\/activate#\S+/.exec(mail)?.[0] ?? '');
    // Where the founder's browser finds the product: compose's port.
    expect(link.origin).toBe(`http://localhost:${product().port('edge')}`);
    const token = link.hash.slice(1);
    expect(await (await post('/user/check-link', { token, purpose: 'activate' })).json()).toEqual({ email });
    expect((await post('/user/activate', { token, password })).status).toBe(204);

    const login = await post('/user/login', { email, password });
    expect(await login.json()).toMatchObject({ email });
    const authorization = login.headers.get('Authorization') ?? '';
    expect(authorization).toMatch(/^Bearer /);
    const account = await post('/user/get', {}, { Authorization: authorization });
    expect(await account.json()).toMatchObject({ email });
  });

  const toPiste = routes.filter(({ service }) => service === 'piste');
  const notToPiste = toPiste.filter(({ exact }) => !exact).map(({ path }) => `${path}y`);

  it.each(['/', '/login', '/username', '/openapi.json.bak/x', ...notToPiste])(
    'gives %s to powder',
    async (path) => {
      expect(await (await ask(path)).text()).toContain('<div id=root>');
    },
  );

  it.each([...toPiste.map(({ path }) => path), '/user/get', '/user/', '/docs/start.js', '/api/nothing'])(
    'gives %s to piste',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
      expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/);
    },
  );

  it('answers a path below /api that no service knows with a problem, never with the page', async () => {
    const response = await ask('/api/nothing', { headers: { Accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('never passes on to the health ports', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/user/../metrics', '/user/%2e%2e/readyz']) {
      const body = await (await ask(path)).text();
      expect(body).not.toMatch(/alive|ready"|process_cpu/);
    }
  });

  it.each([
    [20_000, 'piste', '16384 bytes'],
    [200_000, 'the edge', 'too large'],
  ])('refuses a body of %i bytes as a problem, by %s', async (size, _, detail) => {
    const response = await post('/user/signup', { email: 'a'.repeat(size) });
    expect(response.status).toBe(413);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 413,
      code: 'payload_too_large',
      detail: expect.stringContaining(detail),
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('opens to its own names, and shows the inbox by another', async () => {
    expect((await askAs('localhost:8080')).status).toBe(200);
    expect((await askAs('inbox.localhost:8080', '/store')).body).toContain('"emails"');
    expect((await askAs('evil.example.com')).status).toBe(421);
    expect((await askAs('localhost.evil.example.com')).status).toBe(421);
  });

  /** What piste has logged of a request, once it has: it writes a moment after it answers. */
  async function logged(requestId: string): Promise<string> {
    for (let turn = 0; turn < 100; turn += 1) {
      const lines = product().container('piste').output().split('\n');
      const own = lines.filter((line) => line.includes(requestId));
      if (own.some((line) => line.includes('"msg":"request"'))) return own.join('\n');
      await delay(50);
    }
    throw new Error(`piste has logged no request ${requestId}`);
  }

  it('tells piste who the client is, whatever the client says', async () => {
    const spoofed = { 'X-Forwarded-For': '203.0.113.9', 'X-Request-Id': 'chosen-by-client' };
    const response = await post('/user/signup', { email: 'spoofed@example.com' }, spoofed);
    const log = await logged(response.headers.get('X-Request-Id') ?? '');
    expect(log).toContain('"event":"sign_up"');
    expect(log).toContain('"ip":"127.0.0.1"');
    expect(log).not.toMatch(/203\.0\.113\.9|chosen-by-client/);
  });

  it('logs one request by one id, in the edge and in piste', async () => {
    const id = (await ask('/openapi.json')).headers.get('X-Request-Id') ?? '';
    expect(await logged(id)).toContain('/openapi.json');
    expect(product().container('edge').output()).toContain(id);
  });

  it('compresses answers that are the same for every client, and no answer that belongs to one account', async () => {
    const gzip = { headers: { 'Accept-Encoding': 'gzip' } };
    expect((await ask('/openapi.json', gzip)).headers.get('Content-Encoding')).toBe('gzip');
    const refused = await ask('/user/get', { method: 'POST', ...gzip });
    expect(refused.headers.get('Content-Encoding')).toBeNull();
  });

  it('stands the load of the profile `load`', async () => {
    const report = await load(origin(), 2, 20);
    expect(report).toMatchObject({ asked: 40, failed: 0 });
    expect(report.p95).toBeLessThan(2000);
  });
}
