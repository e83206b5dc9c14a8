import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Attack } from '../attack/attack.ts';
import type { Client } from '../attack/client.ts';
import { claimsOf, type Member } from '../attack/people.ts';
import { optionalPaths } from '../attack/starter-paths.ts';

type Json = Readonly<Record<string, unknown>>;

const encode = (value: Json | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const header: Json = { alg: 'HS256', typ: 'at+jwt' };

const isNoToken = (authorization: string) => !/^Bearer \S/.test(authorization);

export const jwt: Attack = {
  name: 'jwt',
  does: 'Some 70 forged tokens (algorithms, keys, headers, claims signed with the right key, encodings) at routes of piste and, through it, of its peers.',
  promises: [10, 11],
  async run(stage) {
    const { system, people, check } = stage;
    const key = system.secrets['GNAR_JWT_SECRET_KEY'] ?? '';
    const member = await people.member();
    const other = await people.member();
    const clients = [people.visitor(0), people.visitor(1)];
    const forged = [
      ...forgedHeaders(member, key),
      ...forgedClaims(member, other, key),
      ...forgedForms(member, key),
    ];
    const accepted: string[] = [];
    for (const [index, [name, authorization]] of forged.entries()) {
      const client = clients[index % 2] ?? people.visitor();
      for (const [route, status] of await answersTo(client, authorization, member))
        if (status !== 401 && !(optionalPaths.includes(route) && isNoToken(authorization)))
          accepted.push(`${name} at ${route}: ${status}`);
    }
    check(
      10,
      `${forged.length} forged tokens at ${4 + optionalPaths.length} routes are all answered 401`,
      accepted.length === 0,
      accepted.join('; ') || 'all 401',
    );
    const genuine = await answersTo(
      clients[0] ?? people.visitor(),
      `Bearer ${signed(header, claimsOf(member.authorization), key)}`,
      member,
    );
    check(
      10,
      'the same signed rightly is taken: the forgeries failed by what was forged',
      genuine.every(([, status]) => status === 200),
      genuine.map(([route, status]) => `${route} ${status}`).join(', '),
    );
    const { sub: subject, sid } = claimsOf(member.authorization);
    const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    check(
      11,
      'sub is the user’s UUID and sid names the session',
      subject === member.id && uuid.test(member.id) && uuid.test(String(sid)),
      `sub ${typeof subject}, sid ${typeof sid}`,
    );
  },
};

async function answersTo(
  client: Client,
  authorization: string,
  member: Member,
): Promise<(readonly [string, number])[]> {
  const call = { as: authorization };
  const asked = [
    ['POST /user/get', client.post('/user/get', undefined, call)],
    ['GET /user/sessions', client.get('/user/sessions', call)],
    ['PUT /user/:id', client.put(`/user/${member.id}`, {}, call)],
    ['GET /user/export', client.get('/user/export', call)],
    ...optionalPaths.map((path) => [path, client.from().get(path, call)] as const),
  ] as const;
  return Promise.all(asked.map(async ([route, answer]) => [route, (await answer).status] as const));
}

function signed(head: Json | string, payload: Json | string, key: string, hash = 'sha256'): string {
  const text = `${encode(head)}.${encode(payload)}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
}

type Forged = readonly (readonly [string, string])[];

/** Algorithms, keys, and headers that point at keys. */
function forgedHeaders(member: Member, key: string): Forged {
  const claims = claimsOf(member.authorization);
  const unsigned = (head: Json) => `${encode(head)}.${encode(claims)}.`;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const rs256 = (head: Json) => {
    const text = `${encode(head)}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const own = (more: Json) => signed({ ...header, ...more }, claims, key);
  return bearers({
    ...Object.fromEntries(
      ['none', 'None', 'NONE', 'nOnE', ''].map((alg) => [`alg "${alg}"`, unsigned({ alg, typ: 'at+jwt' })]),
    ),
    'none with the genuine signature': `${unsigned({ alg: 'none', typ: 'at+jwt' })}${member.authorization.split('.')[2] ?? ''}`,
    HS384: signed({ ...header, alg: 'HS384' }, claims, key, 'sha384'),
    HS512: signed({ ...header, alg: 'HS512' }, claims, key, 'sha512'),
    'alg in lower case': signed({ ...header, alg: 'hs256' }, claims, key),
    'no alg': signed({ typ: 'at+jwt' }, claims, key),
    'RS256 by our own key': rs256({ alg: 'RS256', typ: 'at+jwt' }),
    'RS256 with its key in jwk': rs256({ alg: 'RS256', typ: 'at+jwt', jwk }),
    'HS256 with a public key as secret': signed(header, claims, pem),
    'ES256 in the header only': signed({ ...header, alg: 'ES256' }, claims, key),
    'an empty secret': signed(header, claims, ''),
    'another secret': signed(header, claims, 'secret'.repeat(8)),
    'the secret in another case': signed(header, claims, swapCase(key)),
    ...Object.fromEntries(
      Object.entries({
        jku: 'http://127.0.0.1:1/keys',
        x5u: 'http://127.0.0.1:1/x',
        jwk: { kty: 'oct', k: encode('k') },
        kid: '../../dev/null',
        x5c: ['x'],
        crit: ['exp'],
        b64: false,
        zip: 'DEF',
        cty: 'JWT',
      }).map(([name, value]) => [`a ${name} header, rightly signed`, own({ [name]: value })]),
    ),
    'typ JWT': own({ typ: 'JWT' }),
    'typ of a peer token': own({ typ: 'peer+jwt' }),
    'no typ': signed({ alg: 'HS256' }, claims, key),
  });
}

/** Signed with the right key: only the claim is wrong. */
function forgedClaims(member: Member, other: Member, key: string): Forged {
  const claims = claimsOf(member.authorization);
  const now = Math.floor(Date.now() / 1000);
  const without = (name: string) =>
    Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
  const changed = (more: Json) => signed(header, { ...claims, ...more }, key);
  return bearers({
    ...Object.fromEntries(
      ['exp', 'nbf', 'iat', 'iss', 'aud', 'sub', 'sid'].map((name) => [
        `no ${name}`,
        signed(header, without(name), key),
      ]),
    ),
    'exp a minute ago': changed({ exp: now - 60 }),
    'exp as text': changed({ exp: `${now + 600}` }),
    'exp as text in the past': changed({ exp: '1' }),
    'nbf in ten minutes': changed({ nbf: now + 600 }),
    'iat as text': changed({ iat: 'now' }),
    'another issuer': changed({ iss: 'evil' }),
    issuers: changed({ iss: ['gnar'] }),
    'another audience': changed({ aud: 'evil' }),
    'the audience of a service alone': changed({ aud: 'piste' }),
    'another user’s sub': changed({ sub: other.id }),
    'another person’s session': changed({ sid: claimsOf(other.authorization)['sid'] }),
    'a session that never was': changed({ sid: randomUUID() }),
    'an address as sub': changed({ sub: member.email }),
    'sub as a list': changed({ sub: [member.id] }),
    'sid as an object': changed({ sid: { $ne: null } }),
    'sid with SQL': changed({ sid: "' OR 1=1 --" }),
    'sid null': changed({ sid: null }),
    '__proto__ as claims': signed(header, `{"__proto__":${JSON.stringify(claims)}}`, key),
    'claims in a list': signed(header, JSON.stringify([claims]), key),
    'claims as text': signed(header, '"text"', key),
  });
}

/** Of a good token, forms that a parser may take for it. */
function forgedForms({ authorization }: Member, key: string): Forged {
  const token = authorization.slice('Bearer '.length);
  const [head = '', payload = '', signature = ''] = token.split('.');
  return [
    ...bearers({
      'a signature cut short': `${head}.${payload}.${signature.slice(0, -4)}`,
      'a signature with one letter changed': `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'no signature': `${head}.${payload}.`,
      'two parts': `${head}.${payload}`,
      'four parts': `${token}.${signature}`,
      'five parts, as JWE': `${head}.${payload}.${signature}.${payload}.${signature}`,
      'another payload': `${head}.${encode({ sid: 'x' })}.${signature}`,
      'an empty token': '',
      dots: '...',
      '14 kB': `${head}.${'A'.repeat(14_000)}.${signature}`,
      'not JSON': signed('not json', 'not json', key),
    }),
    ['another scheme', `Basic ${token}`],
    ['two tokens', `Bearer ${token}, Bearer ${token}x`],
    ['a scheme without a space', `Bearer${token}`],
  ];
}

const bearers = (tokens: Readonly<Record<string, string>>): Forged =>
  Object.entries(tokens).map(([name, token]) => [name, `Bearer ${token}`]);

const swapCase = (text: string) =>
  Array.from(text, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  ).join('');
