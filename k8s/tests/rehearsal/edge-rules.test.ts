import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { routes } from '../../../services.ts';
import type { EdgeAnswer, EdgeClient } from '../../rehearsal/edge-client.ts';
import { type Route, routesOf } from '../../checks/ways-in.ts';
import { ingressesOf } from '../../rehearsal/ingress.ts';
import { renderedObjects } from '../../rehearsal/rendered.ts';
import { describeRehearsal } from './describe-rehearsal.ts';

jest.setTimeout(60_000);

const [production, local] = await Promise.all([ingressesOf('production'), ingressesOf('local')]);
const ofPiste = routes.filter(({ service }) => service === 'piste').map(({ path }) => path);
const SCORES = 5;

const options = {
  ingresses: [...production, ...local],
  withPages: true,
  settings: { GNAR_PASSWORD_SCORES_PER_TEN_MINUTES: `${SCORES}` },
};

await describeRehearsal('the edge', options, (rehearsal) => {
  let client: EdgeClient;
  beforeAll(() => {
    client = rehearsal().client();
  });
  afterAll(() => client.close());

  /** Who answered: only pages may load a manifest. */
  const answerer = ({ headers }: EdgeAnswer) =>
    /manifest-src 'self'/.test(String(headers['content-security-policy'])) ? 'powder' : 'piste';

  describe('sends a path to its service', () => {
    it.each([
      ['/', 'powder'],
      ['/login', 'powder'],
      ['/account/personal', 'powder'],
      ['/favicon.svg', 'powder'],
      ['/user/', 'piste'],
      ['/user/sessions', 'piste'],
      ['/user?next=/', 'piste'],
      ['/username', 'powder'],
      ['/user-guide', 'powder'],
      ['/User', 'powder'],
      ...ofPiste.map((path) => [path, 'piste'] as const),
      ...ofPiste.map((path) => [`${path}y`, 'powder'] as const),
      ['/openapi.jsonp', 'powder'],
      ['/openapi.json/', 'powder'],
      ['/docsify', 'powder'],
      ['/.well-known/change-password', 'powder'],
    ])('%s → %s', async (path, service) => {
      expect(answerer(await client.call('GET', path))).toBe(service);
    });

    it.each(['local', 'preview', 'staging'] as const)('and so does %s', async (overlay) => {
      const ours = routesOf(await renderedObjects('production'));
      const theirs = routesOf(await renderedObjects(overlay));
      expect(theirs.map(lineOf).toSorted()).toEqual(ours.map(lineOf).toSorted());
    });

    it('serves the files that the page names', async () => {
      const page = await client.call('GET', '/');
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      const [script = ''] = /\/assets\/[\w.-]+\.js/.exec(page.text) ?? [];
      expect((await client.call('GET', script)).headers['content-type']).toMatch(/^text\/javascript/);
    });

    it.each(['/healthz', '/readyz', '/metrics'])('keeps %s inside', async (path) => {
      const { text: body } = await client.call('GET', path);
      expect(body).not.toMatch(/alive|"status"|process_cpu|# HELP/);
    });
  });

  describe('guards the door', () => {
    it.each(['/', '/login?a=b'])('sends %s without TLS to where there is', async (path) => {
      const answer = await plain(rehearsal().parts.edge.ports.http, rehearsal().parts.host, path);
      expect(answer.status).toBeGreaterThanOrEqual(301);
      expect(answer.status).toBeLessThanOrEqual(308);
      expect(answer.location).toBe(`https://${rehearsal().parts.host}${path}`);
    });

    it('serves a laptop without TLS', async () => {
      const { http } = rehearsal().parts.edge.ports;
      const answer = await plain(http, 'app.localhost', '/openapi.json');
      expect([answer.status, answer.body.slice(0, 10)]).toEqual([200, '{"openapi"']);
    });

    it('does not answer for an unknown host', async () => {
      const { http } = rehearsal().parts.edge.ports;
      expect((await plain(http, 'evil.example', '/user')).status).toBe(404);
      await expect(client.call('GET', '/', { host: 'evil.example' })).rejects.toThrow(
        /handshake|alert|unrecognized/i,
      );
      const inside = await client.call('GET', '/user', { headers: { host: 'evil.example' } });
      expect(inside.status).toBe(421);
    });

    it('speaks TLS 1.2 and 1.3 and nothing older, and offers HTTP/2', async () => {
      const { port, name } = { port: rehearsal().parts.edge.ports.https, name: rehearsal().parts.host };
      const ca = rehearsal().parts.certificate.pem;
      const speak = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => handshake(port, name, ca, version);
      expect(await speak('TLSv1.3')).toBe('h2');
      expect(await speak('TLSv1.2')).toBe('h2');
      await expect(speak('TLSv1.1')).rejects.toMatchObject({
        code: expect.stringContaining('PROTOCOL_VERSION'),
      });
    });

    it.each(['/', '/user/get', '/no-such.file', '/openapi.json'])(
      'says on %s that only TLS is right',
      async (path) => {
        const { headers } = await client.call('GET', path);
        expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers['server']).toBe('nginx');
      },
    );

    it('never lets another origin read an answer', async () => {
      const headers = { origin: 'https://evil.example' };
      const answers = await Promise.all(
        ['/', '/user/get'].map((path) => client.call('GET', path, { headers })),
      );
      for (const answer of answers) expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  describe('lets the services see the client', () => {
    const score = (from: EdgeClient, forwarded: string) =>
      from.call('POST', '/user/score-password', {
        body: { password: 'tuque' },
        headers: { 'x-forwarded-for': forwarded },
      });

    it('whatever it claims: one network has one budget', async () => {
      const greedy = rehearsal().client('127.0.0.3');
      const modest = rehearsal().client('127.0.0.4');
      const statuses: number[] = [];
      for (let count = 0; count <= SCORES; count++) {
        statuses.push((await score(greedy, `203.0.113.${count}`)).status);
      }
      expect(statuses).toEqual([...Array.from({ length: SCORES }, () => 200), 429]);
      const refused = await score(greedy, '203.0.113.99');
      expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      // Even one that claims to be the first.
      expect((await score(modest, '127.0.0.3')).status).toBe(200);
      greedy.close();
      modest.close();
    });

    it('and carries its request id on, or gives it one', async () => {
      const given = await client.call('POST', '/user/get', { headers: { 'x-request-id': 'walk-4711' } });
      expect(given.json['requestId']).toBe('walk-4711');
      expect((await client.call('POST', '/user/get')).json['requestId']).toMatch(/^[\w-]{16,}$/);
    });
  });

  it('lets piste refuse a body of more than 16 KiB, and refuses itself what is beyond reason', async () => {
    const send = (kibibytes: number) =>
      client.call('POST', '/user/login', {
        body: { email: 'a@example.com', password: 'x'.repeat(kibibytes * 1024) },
      });
    expect(await send(17)).toMatchObject({ status: 413, json: { code: 'payload_too_large' } });
    expect((await send(1100)).status).toBe(413);
  });
});

/** Where a path leads; hosts and the names of ports differ. */
const lineOf = ({ path, exact, service }: Route) => `${path} ${exact ? 'exactly' : 'and below'} → ${service}`;

/** A request without TLS, by whatever name. */
async function plain(port: number, host: string, path: string) {
  return new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      const { statusCode = 0, headers } = response;
      text(response).then(
        (body) => resolve({ status: statusCode, location: headers.location, body }),
        reject,
      );
    })
      .on('error', reject)
      .end();
  });
}

/** @returns the protocol that was agreed upon @throws when nothing was */
async function handshake(
  port: number,
  servername: string,
  ca: string,
  version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3',
) {
  return new Promise<string | false | null>((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername,
      ca,
      // OpenSSL's clients do not even try older versions otherwise.
      ciphers: 'DEFAULT@SECLEVEL=0',
      minVersion: version,
      maxVersion: version,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket.alpnProtocol);
      socket.destroy();
    });
  });
}
