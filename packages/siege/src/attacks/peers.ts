import { createHmac, hkdfSync } from 'node:crypto';
import type { Attack, Stage } from '../attack/attack.ts';
import { claimsOf } from '../attack/people.ts';
import { optionalPaths } from '../attack/starter-paths.ts';
import { knownService } from '../system/known-services.ts';
import type { Replica } from '../system/replica.types.ts';

export const peers: Attack = {
  name: 'peers',
  does: 'Asks each service that no public path leads to directly, past piste: without proof, with a person’s token, with forged peer tokens, some of them signed with the right key and wrong claims.',
  promises: [34],
  async run(stage) {
    const { system, skip } = stage;
    if (system.peers.length === 0) skip('no service is asked by services alone: every one has public paths');
    for (const peer of system.peers) {
      const { peerRoute } = knownService(peer.name);
      if (peerRoute === undefined) {
        skip(`packages/siege/src/services/${peer.name}.ts says no route of ${peer.name} that services ask`);
        continue;
      }
      await tryWithoutProof(stage, peer, peerRoute);
      await tryForgeries(stage, peer, peerRoute);
    }
    for (const path of optionalPaths) await tryThroughPiste(stage, path);
  },
};

const isRefusal = (status: number) => status === 401 || status === 403;

async function tryWithoutProof({ people, check }: Stage, peer: Replica, route: string): Promise<void> {
  const client = people.visitorOf(peer.url);
  const member = await people.member();
  const bare = await client.get(route);
  check(34, `${peer.name} refuses a caller that proves nothing`, isRefusal(bare.status), bare.status);
  const person = await client.get(route, { as: member.authorization });
  check(34, 'a person’s token does not make a caller a service', isRefusal(person.status), person.status);
  const bad = await client.get(route, { as: 'Bearer x.y.z' });
  check(34, 'nor does a bad one', isRefusal(bad.status), bad.status);
  client.close();
}

async function tryForgeries({ system, people, check }: Stage, peer: Replica, route: string): Promise<void> {
  const client = people.visitorOf(peer.url);
  const member = await people.member();
  const ask = async (token: string) =>
    (await client.get(route, { headers: { 'X-Gnar-Peer': token } })).status;
  const jwtKey = system.secrets['GNAR_JWT_SECRET_KEY'] ?? '';
  // An older checkout makes none up.
  const secret = system.secrets['GNAR_PEER_SECRET_KEYS'] ?? derivedFrom(jwtKey);
  const forged = forgeries(peer.name, secret, jwtKey, member.authorization.slice('Bearer '.length));
  const taken: string[] = [];
  for (const [name, token] of Object.entries(forged)) {
    const status = await ask(token);
    if (!isRefusal(status)) taken.push(`${name}: ${status}`);
  }
  const claim = `${Object.keys(forged).length} forged peer tokens are refused`;
  check(34, claim, taken.length === 0, taken.join('; ') || 'all refused');
  const genuine = await ask(signer(peer.name)(secret));
  check(34, 'a genuine one is taken: the forgeries failed by what was forged', genuine === 200, genuine);
  client.close();
}

/** docs/adr/0014: where the services have no peer key, of the secret that they share, by HKDF. */
const derivedFrom = (jwtKey: string) =>
  Buffer.from(hkdfSync('sha256', jwtKey, '', 'gnar peer tokens', 32)).toString('base64url');

const keyIdOf = (secret: string) =>
  createHmac('sha256', secret).update('gnar peer key id').digest('base64url').slice(0, 12);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes good tokens for a service but for what is changed. */
const signer =
  (audience: string) =>
  (secret: string, head: object = {}, claims: object = {}, hash = 'sha256'): string => {
    const now = Math.floor(Date.now() / 1000);
    const text = [
      encode({ alg: 'HS256', typ: 'peer+jwt', kid: keyIdOf(secret), ...head }),
      encode({ iss: 'piste', aud: audience, iat: now, exp: now + 60, ...claims }),
    ].join('.');
    return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
  };

function forgeries(
  audience: string,
  secret: string,
  jwtKey: string,
  personToken: string,
): Readonly<Record<string, string>> {
  const signedBy = signer(audience);
  const now = Math.floor(Date.now() / 1000);
  const own = signedBy(secret);
  return {
    'a name': 'piste',
    'a person’s token': personToken,
    unsigned: `${signedBy(secret, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
    'signed with an empty key': signedBy(''),
    'signed with another key': signedBy('secret'.repeat(8)),
    'another key under the name of the right one': signedBy('secret'.repeat(8), { kid: keyIdOf(secret) }),
    'signed with the people’s key': signedBy(jwtKey),
    'the people’s key under the name of the right one': signedBy(jwtKey, { kid: keyIdOf(secret) }),
    'a person’s claims': signedBy(secret, {}, { ...claimsOf(personToken), aud: 'gnar' }),
    'the type of an access token': signedBy(secret, { typ: 'at+jwt' }),
    'no key id': signedBy(secret, { kid: undefined }),
    'a key id that leads elsewhere': signedBy(secret, { kid: '../../dev/null' }),
    'a key of its own': signedBy(secret, { jwk: { kty: 'oct', k: 'AAAA' } }),
    HS512: signedBy(secret, { alg: 'HS512' }, {}, 'sha512'),
    'for another service': signedBy(secret, {}, { aud: 'piste' }),
    'without an audience': signedBy(secret, {}, { aud: undefined }),
    'without an issuer': signedBy(secret, {}, { iss: undefined }),
    expired: signedBy(secret, {}, { iat: now - 120, exp: now - 60 }),
    'for an hour': signedBy(secret, {}, { exp: now + 3600 }),
    'without an end': signedBy(secret, {}, { exp: undefined }),
    'from the future': signedBy(secret, {}, { iat: now + 600, exp: now + 660 }),
    'cut short': own.slice(0, -4),
    twice: `${own}, ${own}`,
  };
}

/** The way that is meant: it works, and the person's token is judged on it. */
async function tryThroughPiste({ people, check }: Stage, path: string): Promise<void> {
  const client = people.visitor();
  const visitor = await client.get(path);
  const bad = await client.get(path, { as: 'Bearer x.y.z' });
  client.close();
  const claim = `through piste a visitor gets ${path}, and a bad token is refused`;
  check(34, claim, visitor.status === 200 && bad.status === 401, `${visitor.status}, ${bad.status}`);
}
