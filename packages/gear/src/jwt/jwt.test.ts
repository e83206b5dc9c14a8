import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { UnauthorizedError } from '../errors/errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { testSecret } from '../testing/test-app.ts';
import { bearerToken, Jwt } from './jwt.ts';

const clock = new FakeClock();
const jwt = new Jwt({ secret: testSecret, lifetimeMinutes: 15, clock });
const identity = { userId: randomUUID(), sid: randomUUID() };
const seconds = () => Math.floor(clock.now().getTime() / 1000);
const subject = () => ({ ...identity, absoluteExpiresAt: new Date(clock.now().getTime() + 3_600_000) });

const goodHeader: object = { alg: 'HS256', typ: 'at+jwt' };
const goodPayload = (): Record<string, unknown> => ({
  iss: 'gnar',
  aud: 'gnar',
  sub: identity.userId,
  sid: identity.sid,
  iat: seconds(),
  nbf: seconds(),
  exp: seconds() + 60,
});

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token signed by hand, so that no library keeps it from being wrong. */
function forge(header: object, payload: object, { secret = testSecret, hash = 'sha256' } = {}): string {
  const content = `${encoded(header)}.${encoded(payload)}`;
  return `${content}.${createHmac(hash, secret).update(content).digest('base64url')}`;
}

function codeOf(token: string): string {
  try {
    jwt.verify(token);
  } catch (error) {
    if (error instanceof UnauthorizedError) return error.code;
    throw error;
  }
  return 'accepted';
}

const without = (claim: string) => {
  const payload = goodPayload();
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== claim));
};

describe('an access token', () => {
  it('brings back who it was signed for', () => {
    expect(jwt.verify(jwt.sign(subject()))).toMatchObject(identity);
    expect(codeOf(forge(goodHeader, goodPayload()))).toBe('accepted');
  });

  it('is good at once in a replica whose clock is a little behind', () => {
    const behind = new FakeClock(new Date(clock.now().getTime() - 4_000));
    const replica = new Jwt({ secret: testSecret, lifetimeMinutes: 15, clock: behind });
    expect(replica.verify(jwt.sign(subject()))).toMatchObject(identity);
  });

  it('names the user by UUID and the session, and nothing else about the person', () => {
    const payload = jsonwebtoken.decode(jwt.sign(subject()), { json: true });
    expect(Object.keys(payload ?? {}).toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'nbf', 'sid', 'sub']);
    expect(payload?.sub).toBe(identity.userId);
  });

  it('lives 15 minutes, but never past the absolute end', () => {
    const expiryOf = (token: string) => jsonwebtoken.decode(token, { json: true })?.exp;
    expect(expiryOf(jwt.sign(subject()))).toBe(seconds() + 900);
    const soon = new Date(clock.now().getTime() + 60_000);
    expect(expiryOf(jwt.sign({ ...identity, absoluteExpiresAt: soon }))).toBe(
      Math.floor(soon.getTime() / 1000),
    );
  });

  it('is expired when its time is over', () => {
    const later = new FakeClock(clock.now());
    const verifier = new Jwt({ secret: testSecret, lifetimeMinutes: 15, clock: later });
    const token = jwt.sign(subject());
    later.advance(899);
    expect(verifier.verify(token)).toMatchObject(identity);
    later.advance(2);
    expect(() => verifier.verify(token)).toThrow(
      expect.objectContaining({ status: 401, code: 'token_expired' }),
    );
  });
});

describe('a token that was tampered with', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const unsigned = (alg: string) => `${encoded({ ...goodHeader, alg })}.${encoded(goodPayload())}.`;

  it.each<[string, () => string]>([
    ['no algorithm', () => unsigned('none')],
    ['no algorithm, spelt otherwise', () => unsigned('nOnE')],
    ['another HMAC', () => forge({ ...goodHeader, alg: 'HS512' }, goodPayload(), { hash: 'sha512' })],
    ['an RSA signature', () => jsonwebtoken.sign(goodPayload(), rsa.privateKey, { algorithm: 'RS256' })],
    ['another key', () => forge(goodHeader, goodPayload(), { secret: 'x'.repeat(40) })],
    ['no signature', () => `${forge(goodHeader, goodPayload()).split('.').slice(0, 2).join('.')}.`],
    ['a key of its own (jwk)', () => forge({ ...goodHeader, jwk: { kty: 'oct', k: 'eA' } }, goodPayload())],
    ['an address of keys (jku)', () => forge({ ...goodHeader, jku: 'https://evil.example' }, goodPayload())],
    ['a key id', () => forge({ ...goodHeader, kid: '../../dev/null' }, goodPayload())],
    ['a critical header', () => forge({ ...goodHeader, crit: ['exp'] }, goodPayload())],
    ['another type', () => forge({ alg: 'HS256', typ: 'JWT' }, goodPayload())],
    ['no type', () => forge({ alg: 'HS256' }, goodPayload())],
    ['no expiry', () => forge(goodHeader, without('exp'))],
    ['an expiry that is a text', () => forge(goodHeader, { ...goodPayload(), exp: 'never' })],
    ['no beginning', () => forge(goodHeader, without('nbf'))],
    ['a beginning in the future', () => forge(goodHeader, { ...goodPayload(), nbf: seconds() + 60 })],
    ['no time of issue', () => forge(goodHeader, without('iat'))],
    ['no issuer', () => forge(goodHeader, without('iss'))],
    ['another issuer', () => forge(goodHeader, { ...goodPayload(), iss: 'evil' })],
    ['no audience', () => forge(goodHeader, without('aud'))],
    ['another audience', () => forge(goodHeader, { ...goodPayload(), aud: 'link' })],
    ['no subject', () => forge(goodHeader, without('sub'))],
    ['an email address as subject', () => forge(goodHeader, { ...goodPayload(), sub: 'ann@example.com' })],
    ['no session', () => forge(goodHeader, without('sid'))],
    ['a session that is no UUID', () => forge(goodHeader, { ...goodPayload(), sid: '1 or 1=1' })],
    ['a payload that is no object', () => forge(goodHeader, [])],
    [
      'a link token',
      () => Buffer.from(JSON.stringify({ email: 'a@example.com', id: 'x' })).toString('base64url'),
    ],
    ['nonsense', () => 'a.b.c'],
  ])('is refused: %s', (_, token) => {
    expect(codeOf(token())).toBe('token_invalid');
  });

  it('is refused when any character of it changes', () => {
    const token = jwt.sign(subject());
    for (let index = 0; index < token.length; index += 7) {
      const other = token[index] === 'A' ? 'B' : 'A';
      // The last character carries bits that base64url ignores; it is not among these.
      if (index === token.length - 1) continue;
      expect(codeOf(`${token.slice(0, index)}${other}${token.slice(index + 1)}`)).toBe('token_invalid');
    }
  });
});

describe('the Authorization header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer  abc ', 'abc'],
    ['Bearer', undefined],
    ['Bearer    ', undefined],
    ['Basic abc', undefined],
    [undefined, undefined],
  ])('%s carries %s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});
