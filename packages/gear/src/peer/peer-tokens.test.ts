import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { randomUUID } from 'node:crypto';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { reply } from '../http/reply.ts';
import { get } from '../http/route.ts';
import { Jwt } from '../jwt/jwt.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { startTestApp, type TestApp, testSecret } from '../testing/test-app.ts';
import { derivedPeerSecret, PeerTokens } from './peer-tokens.ts';

const clock = new FakeClock();
const secrets = [
  'the first secret of our services (32 bytes)',
  'the second secret of our services (32 bytes)',
];
const [first = '', second = ''] = secrets;
const tokensOf = (name: string, own: readonly string[] = secrets) =>
  new PeerTokens({ name, secrets: own, clock });
const callee = tokensOf('ski-lift');
const refusal = (token: string | undefined) => {
  try {
    return callee.verify(token);
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const seconds = () => Math.floor(clock.now().getTime() / 1000);

describe('the token of a service', () => {
  it('names the caller to the service that it is for, for a minute', () => {
    const token = tokensOf('piste').sign('ski-lift');
    expect(callee.verify(token)).toBe('piste');
    const { exp = 0, iat = 0 } = jsonwebtoken.decode(token, { json: true }) ?? {};
    expect(exp - iat).toBe(60);
    clock.advance(59);
    expect(callee.verify(token)).toBe('piste');
    clock.advance(7);
    expect(refusal(token)).toBe('peer_token_invalid');
  });

  it('is signed once for half of its life, and for each service', () => {
    const caller = tokensOf('piste');
    const token = caller.sign('ski-lift');
    expect(caller.sign('on-piste')).not.toBe(token);
    clock.advance(29);
    expect(caller.sign('ski-lift')).toBe(token);
    clock.advance(1);
    const next = caller.sign('ski-lift');
    expect(next).not.toBe(token);
    clock.advance(29);
    expect(callee.verify(next)).toBe('piste');
  });

  it('is signed anew when the clock was set back', () => {
    const caller = tokensOf('piste');
    clock.advance(20);
    caller.sign('ski-lift');
    clock.advance(-20);
    expect(callee.verify(caller.sign('ski-lift'))).toBe('piste');
  });

  const kid = () => jsonwebtoken.decode(tokensOf('piste').sign('ski-lift'), { complete: true })?.header.kid;
  const forged = (
    claims: Record<string, unknown> = {},
    { key = first, ...header }: Record<string, string> & { key?: string } = {},
  ) =>
    // As text: without what is undefined.
    jsonwebtoken.sign(
      JSON.stringify({ iss: 'piste', aud: 'ski-lift', iat: seconds(), exp: seconds() + 60, ...claims }),
      key,
      {
        algorithm: 'HS256',
        header: { alg: 'HS256', typ: 'peer+jwt', kid: kid() ?? '', ...header },
      },
    );

  it('is what the table of refusals forges, but for one thing each', () => {
    expect(refusal(forged())).toBe('piste');
  });

  it.each<[string, () => string | undefined, string]>([
    ['none', () => undefined, 'peer_token_missing'],
    ['empty', () => '', 'peer_token_invalid'],
    ['nonsense', () => 'nonsense', 'peer_token_invalid'],
    ['for another service', () => tokensOf('piste').sign('piste'), 'peer_token_invalid'],
    ['for a list of services', () => forged({ aud: ['piste'] }), 'peer_token_invalid'],
    ['without a caller', () => forged({ iss: '' }), 'peer_token_invalid'],
    ['expired', () => forged({ iat: seconds() - 100, exp: seconds() - 40 }), 'peer_token_invalid'],
    ['good for longer than a minute', () => forged({ exp: seconds() + 61 }), 'peer_token_invalid'],
    ['without an end', () => forged({ exp: undefined }), 'peer_token_invalid'],
    ['from the future', () => forged({ iat: seconds() + 30, exp: seconds() + 60 }), 'peer_token_invalid'],
    ['of another secret', () => forged({}, { key: 'x' }), 'peer_token_invalid'],
    ['of an unknown key', () => forged({}, { kid: 'unknown' }), 'peer_token_invalid'],
    ['of another key’s name', () => forged({}, { key: second }), 'peer_token_invalid'],
    ['of the type of access tokens', () => forged({}, { typ: 'at+jwt' }), 'peer_token_invalid'],
    ['with a header of its own', () => forged({}, { jku: 'https://evil.example' }), 'peer_token_invalid'],
    ['unsigned', () => `${forged().split('.').slice(0, 2).join('.')}.`, 'peer_token_invalid'],
  ])('is refused when it is %s', (_, token, code) => {
    expect(refusal(token())).toBe(code);
  });

  it('is never taken for a person’s, nor a person’s for a service’s, even with the same secret', () => {
    const jwt = new Jwt({ secret: first, lifetimeMinutes: 1, clock });
    expect(() => jwt.verify(tokensOf('piste').sign('gnar'))).toThrow();
    const person = { userId: randomUUID(), sid: randomUUID(), absoluteExpiresAt: new Date(8.64e15) };
    expect(refusal(jwt.sign(person))).toBe('peer_token_invalid');
  });

  it('goes on being good while the keys are rotated: added last, moved to the front, the old one removed', () => {
    const stages = [[first], [first, second], [second, first], [second]];
    for (const [index, stage] of stages.entries()) {
      for (const neighbour of stages.slice(Math.max(0, index - 1), index + 2)) {
        const token = tokensOf('piste', stage).sign('ski-lift');
        expect(tokensOf('ski-lift', neighbour).verify(token)).toBe('piste');
      }
    }
    expect(() =>
      tokensOf('ski-lift', [second]).verify(tokensOf('piste', [first]).sign('ski-lift')),
    ).toThrow();
  });
});

describe('a route for services', () => {
  let called: TestApp;
  let caller: TestApp;

  beforeAll(async () => {
    const ours = get('/ours', { auth: 'public', callers: 'services' }, () => reply(200, 'ours'));
    called = await startTestApp({
      name: 'called',
      blueprints: [defineBlueprint({ prefix: '', routes: [ours] })],
    });
    caller = await startTestApp({ environment: { GNAR_CALLED_SERVICE_PORT: String(called.address.port) } });
  });

  afterAll(() => Promise.all([called.app.stop(), caller.app.stop()]));

  it('answers a service of ours', async () => {
    expect(await caller.parts.peer('called').get('/ours')).toBe('ours');
  });

  it('checks the token of a call that continues a trace once', async () => {
    const checks = jest.spyOn(called.parts.peerTokens, 'callerOf');
    const headers = { traceparent, 'x-gnar-peer': caller.parts.peerTokens.sign('called') };
    expect((await called.fetch('/ours', { headers })).status).toBe(200);
    expect(checks.mock.calls).toHaveLength(1);
    checks.mockRestore();
  });

  it.each<[string, Record<string, string>]>([
    ['peer_token_missing', {}],
    ['peer_token_invalid', { 'x-gnar-peer': 'nonsense' }],
    ['peer_token_missing', { traceparent }],
    ['peer_token_invalid', { traceparent, 'x-gnar-peer': 'nonsense' }],
  ])('answers anybody else 401 %s', async (code, headers) => {
    const response = await called.fetch('/ours', { headers });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Gnar-Peer']);
    expect(await response.json()).toMatchObject({ code });
  });

  it('tells a person nothing of it when the two services have different keys', async () => {
    const environment = {
      GNAR_CALLED_SERVICE_PORT: String(called.address.port),
      GNAR_PEER_SECRET_KEYS: first,
    };
    const stranger = await startTestApp({ environment });
    await expect(stranger.parts.peer('called').get('/ours')).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
    });
    await stranger.app.stop();
  });

  it('takes the derived key and GNAR_PEER_SECRET_KEYS, each where it is set', () => {
    const derived = tokensOf('caller', [derivedPeerSecret(testSecret)]).sign('called');
    expect(tokensOf('called', [derivedPeerSecret(testSecret)]).verify(derived)).toBe('caller');
    expect(derivedPeerSecret(testSecret)).not.toContain(testSecret);
    expect(() => tokensOf('called', [testSecret]).verify(derived)).toThrow();
  });

  it('does not start where there is no secret to check callers with', async () => {
    const ours = get('/ours', { auth: 'public', callers: 'services' }, () => reply(200));
    const blueprints = [defineBlueprint({ prefix: '', routes: [ours] })];
    await expect(startTestApp({ noJwt: true, blueprints })).rejects.toThrow(/GET \/ours needs its secret/);
  });
});
