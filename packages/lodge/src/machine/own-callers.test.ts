import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLodge, type Lodge } from '../index.ts';

let lodge: Lodge;
beforeAll(async () => {
  lodge = await startLodge({ services: ['sqs', 'ses', 'stubs'], hosts: ['lodge'] });
});
afterAll(() => lodge.stop());

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** fetch does not let a caller choose the Host. */
async function ask(endpoint: string, path: string, { method = 'GET', headers, body }: Sent = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(new URL(path, endpoint), { method, headers }, (answer) => {
      text(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read }), reject);
    });
    sent.on('error', reject).end(body);
  });
}

const services = [
  ['ses', '/store'],
  ['ses', '/'],
  ['stubs', '/requests'],
  ['sqs', '/health'],
] as const;
const portOf = (endpoint: string) => new URL(endpoint).port;

describe('a lodge on a developer’s machine, asked by a browser', () => {
  it.each(services)(
    'answers %s %s for every host name of this machine and for allowed ones',
    async (service, path) => {
      const { endpoint } = lodge[service];
      const port = portOf(endpoint);
      for (const host of [
        `127.0.0.1:${port}`,
        `localhost:${port}`,
        'localhost',
        `[::1]:${port}`,
        'lodge:9402',
      ]) {
        expect([host, (await ask(endpoint, path, { headers: { host } })).status]).toEqual([host, 200]);
      }
    },
  );

  it.each(services)(
    'refuses %s %s for a host name of another site that points here (DNS rebinding)',
    async (service, path) => {
      const { endpoint } = lodge[service];
      for (const host of [
        'evil.example',
        `evil.example:${portOf(endpoint)}`,
        'localhost.evil.example',
        'evil-localhost',
        'evil-lodge',
        '127.0.0.1.evil.example',
        'evil.example:80@localhost',
        '0.0.0.0',
      ]) {
        const { status, body } = await ask(endpoint, path, { headers: { host } });
        expect([host, status]).toEqual([host, 403]);
        expect(body).not.toContain('"emails"');
      }
    },
  );

  it.each(services)('refuses %s %s to pages of other origins', async (service, path) => {
    const { endpoint } = lodge[service];
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1:1']) {
      expect((await ask(endpoint, path, { headers: { origin } })).status).toBe(403);
    }
    expect((await ask(endpoint, path, { headers: { origin: endpoint } })).status).toBe(200);
  });

  it('lets no other site steer the stubs or clear the inbox, not even with a form', async () => {
    const steering = { method: 'POST', body: '{"captcha":{"success":false}}' };
    const json = { 'content-type': 'application/json' };
    const foreign = { origin: 'https://evil.example' };
    const { stubs, ses } = lodge;
    expect(
      (await ask(stubs.endpoint, '/steer', { ...steering, headers: { ...json, ...foreign } })).status,
    ).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const headers = { 'content-type': type };
      expect((await ask(stubs.endpoint, '/steer', { ...steering, headers })).status).toBe(415);
    }
    expect((await ask(ses.endpoint, '/clear-store', { method: 'POST', headers: foreign })).status).toBe(403);
    const plain = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' };
    expect((await ask(ses.endpoint, '/clear-store', plain)).status).toBe(415);
    expect((await ask(stubs.endpoint, '/steer', { ...steering, headers: json })).status).toBe(200);
    expect((await ask(ses.endpoint, '/clear-store', { method: 'POST' })).status).toBe(200);
  });
});
