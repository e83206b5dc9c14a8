import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express, { Router } from 'express';
import { mount } from './mount.ts';
import { TooManyRequestsError } from '../errors/errors.ts';
import { askAsWritten, requestLineOf } from '../testing/ask.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { startTestApp } from '../testing/test-app.ts';
import { until } from '../testing/until.ts';

let handled: string[] = [];

const secret = Router();
secret.use((request, response) => {
  handled.push(`vault ${request.originalUrl}`);
  response.json({});
});

const open = Router();
open.use((request, response) => {
  handled.push(`open ${request.originalUrl}`);
  response.json({ ip: request.ip, host: request.hostname, secure: request.secure, own: request.gnar.ip });
});

const wholeApp = express();
wholeApp.get('/:name', (request, response) =>
  response.json({ name: request.params['name'], ip: request.ip }),
);

const blueprints = [
  mount('/vault', { auth: 'required' }, secret),
  mount('/vault-door', { auth: 'public' }, open),
  mount('/', { auth: 'public' }, open),
  mount('/app', { auth: 'public' }, wholeApp),
  mount('/busy', { auth: 'public', limit: ({ ip }) => refuse(ip) }, open),
];

function refuse(ip: string): void {
  if (ip === '192.0.2.9') throw new TooManyRequestsError(7);
}

let gear: SessionApp;
let authorization: string;

beforeAll(async () => {
  const environment = { GNAR_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };
  gear = await startSessionApp({ environment, blueprints, production: true });
  ({ authorization } = await gear.logIn());
});

beforeEach(() => {
  handled = [];
});

afterAll(() => gear.stop());

const ask = (path: string, headers?: Record<string, string>) => askAsWritten(gear, path, headers);
const lineOf = (id: string) => requestLineOf(gear, id);

describe('a mount', () => {
  it('sees the client address and the scheme that trusted proxies tell, as a route does', async () => {
    for (const [forwarded, ip] of [
      ['203.0.113.5', '203.0.113.5'],
      ['203.0.113.5, 10.1.2.3', '203.0.113.5'],
      ['10.9.9.9, 203.0.113.5', '203.0.113.5'],
      ['nonsense', '127.0.0.1'],
      ['::ffff:203.0.113.7', '203.0.113.7'],
    ] as const) {
      const headers = {
        'x-forwarded-for': forwarded,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
      };
      const { json } = await ask('/open', headers);
      expect({ forwarded, json }).toEqual({
        forwarded,
        json: { ip, host: '127.0.0.1', secure: true, own: ip },
      });
      expect((await ask('/app/x', headers)).json).toEqual({ name: 'x', ip });
    }
  });

  it('is asked for its limit before its handlers', async () => {
    const refused = await ask('/busy', { 'x-forwarded-for': '192.0.2.9' });
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect([refused.headers['retry-after'], handled]).toEqual(['7', []]);
    expect((await ask('/busy', { 'x-forwarded-for': '192.0.2.8' })).status).toBe(200);
  });
});

describe('a mount that needs a session', () => {
  it('refuses a request without one, before its handlers, with the code of a protected route', async () => {
    const answer = await ask('/vault/gold', { 'x-request-id': 'refused' });
    expect(answer).toMatchObject({ status: 401, json: { code: 'token_missing' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(await lineOf('refused')).toMatchObject({ route: '/vault', status: 401, code: 'token_missing' });
    expect(handled).toEqual([]);
    expect((await ask('/vault/gold', { authorization })).status).toBe(200);
    expect(handled).toEqual(['vault /vault/gold']);
  });

  it.each([
    ...[
      '/vault',
      '/vault/',
      '/vault//x',
      '/vault/x',
      '/vault?x',
      '/vault/../open',
      '/vault/%2e%2e/open',
      '/vault/?/../open',
    ],
    ...[
      '/VAULT/x',
      '/Vault',
      '/%76ault/x',
      '/v%61ult',
      '//vault/x',
      '/./vault/x',
      '/open/../vault/x',
      '/open/%2e%2e/vault/x',
    ],
    ...[
      '/vault%2Fx',
      '/vault%2fx',
      '/vault;x',
      '/vault\\x',
      '/vault%00/x',
      '/vault%20/x',
      '/vault-door/../vault/x',
      '/;/vault/x',
    ],
    ...[
      '/vault.',
      '/vaultx',
      '/vault%',
      '/%2fvault/x',
      '/open/..%2fvault/x',
      '/\\vault/x',
      '/vault#/../x',
      '/open?/../vault/x',
    ],
    ...[
      'http://localhost/vault/x',
      'http://localhost/open/../vault/x',
      'http:vault/x',
      '*',
      'vault/x',
      '?/vault/x',
    ],
  ])('keeps its handlers from %s without a session', async (path) => {
    const answer = await ask(path);
    expect(handled.filter((each) => each.startsWith('vault'))).toEqual([]);
    expect([200, 400, 401, 404]).toContain(answer.status);
  });
});

describe('mounts', () => {
  it('match whole segments as they are sent, the longest prefix first', async () => {
    for (const path of ['/vaultx', '/vault.', '/Vault/x', '/vault%2Fx', '/vault-door/x', '/%76ault'])
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 200 });
    expect(handled).toHaveLength(6);
  });

  it('are refused where their prefix is no fixed path, where they have no handler, and twice', async () => {
    for (const prefix of ['/:id', 'forum', '/a b', '/*rest', '/a//b', '/a{/b}', '/%61'])
      expect(() => mount(prefix, { auth: 'public' }, open)).toThrow(`"${prefix}"`);
    expect(() => mount('/x', { auth: 'public' })).toThrow('has no handler');
    const twice = [mount('/x', { auth: 'public' }, open), mount('/x/', { auth: 'public' }, open)];
    await expect(startTestApp({ blueprints: twice, production: true })).rejects.toThrow('mounted twice');
  });

  it('that need a session keep an app from starting that has none', async () => {
    const blueprint = mount('/x', { auth: 'optional' }, open);
    await expect(startTestApp({ blueprints: [blueprint], noJwt: true })).rejects.toThrow('/x/*');
  });

  it('ask their clients to come back on another connection once the app drains', async () => {
    let drain = () => undefined as void;
    const blueprint = mount('/x', { auth: 'public' }, async (_request, response) => {
      await new Promise<void>((resolve) => {
        drain = resolve;
      });
      response.json({});
    });
    const { app, address } = await startTestApp({ blueprints: [blueprint] });
    const answer = fetch(`${address.url}/x`);
    await until(() => drain.length === 1);
    const stopped = app.stop();
    drain();
    expect((await answer).headers.get('connection')).toBe('close');
    await stopped;
  });
});
