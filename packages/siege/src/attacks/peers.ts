import { createHmac, randomUUID } from 'node:crypto';
import type { Attack, Stage } from '../attack/attack.ts';
import { claimsOf } from '../attack/people.ts';

export const peers: Attack = {
  name: 'peers',
  does: 'Asks off-piste directly, past piste: without proof, with a person’s token, with forged peer tokens in every header that one may travel in.',
  promises: [34],
  async run(stage) {
    await tryWithoutProof(stage);
    await tryForgeries(stage);
    await tryThroughPiste(stage);
  },
};

async function tryWithoutProof({ system, people, check }: Stage): Promise<void> {
  const client = people.visitorOf(system.offPiste.url);
  const member = await people.member();
  const bare = await client.get('/check-in');
  check(
    34,
    'off-piste refuses a caller that proves nothing',
    bare.status === 401 || bare.status === 403,
    bare.status,
  );
  const person = await client.get('/check-in', { as: member.authorization });
  check(
    34,
    'a person’s token does not make a caller a service',
    person.status === 401 || person.status === 403,
    person.status,
  );
  const bad = await client.get('/check-in', { as: 'Bearer x.y.z' });
  check(34, 'nor does a bad one', bad.status === 401 || bad.status === 403, bad.status);
  client.close();
}

async function tryForgeries({ system, people, check }: Stage): Promise<void> {
  const client = people.visitorOf(system.offPiste.url);
  const member = await people.member();
  const jwtKey = system.secrets['GNAR_JWT_SECRET_KEY'] ?? '';
  const taken: string[] = [];
  let asked = 0;
  for (const [name, token] of forgeries(jwtKey, member.authorization.slice('Bearer '.length)))
    for (const header of [
      'X-Gnar-Peer',
      'X-Peer-Token',
      'X-Peer-Authorization',
      'Peer-Authorization',
      'X-Service-Token',
      'Authorization',
    ])
      for (const value of [token, `Bearer ${token}`, `Peer ${token}`]) {
        const { status } = await client.get('/check-in', { headers: { [header]: value } });
        asked += 1;
        if (status !== 401 && status !== 403) taken.push(`${name} in ${header}: ${status}`);
      }
  client.close();
  check(
    34,
    `forged peer tokens are refused, also those signed with the key of people's tokens`,
    taken.length === 0,
    taken.slice(0, 5).join('; ') || `${asked} requests`,
  );
}

function forgeries(jwtKey: string, personToken: string): readonly (readonly [string, string])[] {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'piste',
    sub: 'piste',
    aud: 'off-piste',
    iat: now,
    nbf: now - 5,
    exp: now + 60,
    jti: randomUUID(),
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (head: object, payload: object, key: string) => {
    const text = `${encode(head)}.${encode(payload)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  return [
    ['unsigned', `${encode({ alg: 'none', typ: 'peer+jwt' })}.${encode(claims)}.`],
    ['signed with an empty key', token({ alg: 'HS256', typ: 'peer+jwt' }, claims, '')],
    ['signed with the people’s key', token({ alg: 'HS256', typ: 'peer+jwt', kid: '1' }, claims, jwtKey)],
    [
      'signed with the people’s key, as access token',
      token({ alg: 'HS256', typ: 'at+jwt' }, { ...claims, ...claimsOf(personToken) }, jwtKey),
    ],
    ['a person’s own', personToken],
    ['text', 'piste'],
  ];
}

/** The way that is meant: it works, and the person's token is judged on it. */
async function tryThroughPiste({ people, check }: Stage): Promise<void> {
  const client = people.visitor();
  const visitor = await client.get('/10-45');
  const bad = await client.get('/10-45', { as: 'Bearer x.y.z' });
  client.close();
  check(
    34,
    'through piste a visitor checks in, and a bad token is refused',
    visitor.status === 200 && bad.status === 401,
    `${visitor.status}, ${bad.status}`,
  );
}
