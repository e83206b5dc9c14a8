import { operationList } from '@gnar/contract';
import type { Attack, Stage } from '../attack/attack.ts';
import { Client, type Answer } from '../attack/client.ts';
import { starterPaths } from '../attack/starter-paths.ts';
import { hostsOf, missingHeaders, sourcesOf, tellBare, type HeaderRules } from './header-rules.ts';

const ORIGINS = [
  'https://evil.example',
  'null',
  'https://gnar.example.com.evil.example',
  'http://gnar.example.com',
];

/** Each of them must be among the answers: a budget that is spent, or a service that is down, would hide the others. */
const STATUSES = [200, 400, 401, 404, 405, 413, 415, 422];

export const headers: Attack = {
  name: 'headers',
  does: 'Looks at the headers of every route with every status it can be brought to, of the pages, of nginx’s own errors and of the health ports, with foreign origins.',
  promises: [29, 30],
  async run(stage) {
    await everyRoute(stage);
    await pages(stage);
    await policy(stage);
    await healthPorts(stage);
    await foreignOrigins(stage);
    await withoutPiste(stage);
  },
};

function look(
  { check }: Stage,
  claim: string,
  answers: readonly (readonly [string, Answer])[],
  rules?: HeaderRules,
): void {
  const bare = answers.flatMap(([name, answer]) => {
    const missing = missingHeaders(answer, rules);
    return missing.length > 0 ? [`${name} ${answer.status} without ${missing.join(', ')}`] : [];
  });
  check(29, claim, bare.length === 0, tellBare(bare) || `${answers.length} answers`);
}

async function everyRoute(stage: Stage): Promise<void> {
  const { system, people, check } = stage;
  for (const url of [system.piste[0].url, system.urls.edge]) {
    const member = await people.member();
    const answers: (readonly [string, Answer])[] = [];
    for (const operation of operationList) {
      const method = operation.method.toUpperCase();
      const path = operation.path.replace(/:\w+/, 'no-such-id');
      const client = people.visitorOf(url);
      const ways = {
        'without token': client.call(method, path),
        'with a bad token': client.call(method, path, { as: 'Bearer x.y.z' }),
        'not JSON': client.call(method, path, { rawBody: '{', as: member.authorization }),
        'another type': client.call(method, path, {
          rawBody: 'a=b',
          as: member.authorization,
          headers: { 'Content-Type': 'text/plain' },
        }),
        'an empty object': client.call(method, path, { body: {} }),
        'too large': client.call(method, path, {
          rawBody: `"${'a'.repeat(20_000)}"`,
          as: member.authorization,
        }),
        'another method': client.call('PATCH', path),
      };
      // Ending one's own session would spoil the rest.
      for (const [way, asked] of Object.entries(
        path === '/user/logout' ? { 'without token': ways['without token'] } : ways,
      ))
        answers.push([`${method} ${path} ${way}`, await asked]);
      await Promise.allSettled(Object.values(ways));
      client.close();
    }
    const again = await people.member();
    const client = people.visitorOf(url);
    for (const path of [
      ...starterPaths(({ method: asked, path }) => asked === 'get' && !path.includes(':')),
      '/openapi.json',
      '/docs',
      '/docs/',
      '/user',
      '/user/nowhere',
    ])
      answers.push([`GET ${path}`, await client.get(path, { as: again.authorization })]);
    answers.push(['POST /user/get', await client.post('/user/get', undefined, { as: again.authorization })]);
    client.close();
    look(
      stage,
      `${url === system.urls.edge ? 'behind the edge' : 'piste'}: every route with every status`,
      answers,
    );
    const missed = STATUSES.filter((status) => answers.every(([, answer]) => answer.status !== status));
    if (missed.length > 0) throw new Error(`Of ${answers.length} answers none was ${missed.join(', ')}`);
    const personal = answers.filter(([, { headers: given }]) => given.authorization !== undefined);
    const kept = personal.filter(([, { headers: given }]) => given['cache-control'] !== 'no-store');
    check(
      29,
      'what carries a token is never stored',
      personal.length > 0 && kept.length === 0,
      kept.map(([name]) => name).join(', ') || `${personal.length} answers with a token`,
    );
  }
}

async function pages(stage: Stage): Promise<void> {
  const { system, check } = stage;
  for (const url of [system.urls.powder, system.urls.edge]) {
    const answers: (readonly [string, Answer])[] = [];
    const client = new Client(url);
    for (const path of [
      '/',
      '/login',
      '/account/personal',
      '/config.json',
      '/robots.txt',
      '/assets/none.js',
      '/no-such-page',
      '/x.y.z',
      '/.well-known/security.txt',
    ])
      answers.push([`GET ${path}`, await client.get(path)]);
    for (const [name, method, path, body] of [
      ['a refused method', 'DELETE', '/', undefined],
      ['TRACE', 'TRACE', '/', undefined],
      ['a large body', 'POST', '/anything', 'a'.repeat(100_000)],
      ['a long target', 'GET', `/${'a'.repeat(40_000)}`, undefined],
      ['a bad encoding', 'GET', '/%', undefined],
      ['a way up', 'GET', '/..%2f..%2fetc/passwd', undefined],
    ] as const)
      answers.push([name, await client.call(method, path, { rawBody: body })]);
    answers.push(['a large header', await client.get('/', { headers: { 'X-A': 'a'.repeat(40_000) } })]);
    answers.push(['another host', await client.get('/', { headers: { Host: 'evil.example' } })]);
    client.close();
    const [[, first] = []] = answers;
    if (first?.status !== 200) throw new Error(`The start page was answered ${first?.status}`);
    const isEdge = url === system.urls.edge;
    const claim = `pages, files and own errors of ${isEdge ? 'the edge' : 'powder'}’s nginx`;
    look(stage, claim, answers, { tls: !isEdge });
  }
  const stranger = new Client(system.urls.edge);
  const security = await stranger.get('/.well-known/security.txt');
  stranger.close();
  const isFile = /^Contact: /m.test(security.text) && /^Expires: /m.test(security.text);
  check(
    29,
    '/.well-known/security.txt names a contact and an expiry',
    security.status === 200 && isFile,
    `${security.status}, ${security.headers['content-type'] ?? 'no type'}`,
  );
}

/** Of the pages: only our own scripts, and no host that this product, without a site key, does not use. */
async function policy({ system, check }: Stage): Promise<void> {
  const client = new Client(system.urls.edge);
  const { headers: given } = await client.get('/');
  client.close();
  const text = String(given['content-security-policy'] ?? '');
  const scripts = sourcesOf(text, 'script-src')?.join(' ');
  check(
    29,
    'the pages’ policy lets no script run but files of their own',
    scripts === "'self'",
    scripts ?? 'no script-src',
  );
  const closed = ['object-src', 'base-uri', 'frame-ancestors'].every(
    (name) => sourcesOf(text, name)?.join(' ') === "'none'",
  );
  check(
    29,
    'the pages’ policy closes object-src, base-uri and frame-ancestors',
    closed,
    closed ? 'none each' : text,
  );
  const hosts = hostsOf(text);
  check(
    29,
    'the pages’ policy names no host that is not in use',
    text !== '' && hosts.length === 0,
    hosts.join(' ') || 'no host',
  );
}

async function healthPorts(stage: Stage): Promise<void> {
  const { system } = stage;
  const answers: (readonly [string, Answer])[] = [];
  for (const url of [
    ...[system.piste[0], ...system.others].map(({ healthUrl }) => healthUrl),
    system.urls.powderHealth,
    system.urls.edgeHealth,
  ]) {
    const client = new Client(url);
    for (const path of ['/healthz', '/readyz', '/metrics', '/nowhere'])
      answers.push([`GET ${path} of ${new URL(url).port}`, await client.get(path)]);
    client.close();
  }
  look(stage, 'the health ports', answers, { tls: false });
}

async function foreignOrigins({ system, people, check }: Stage): Promise<void> {
  const allowed: string[] = [];
  let welcomed = 0;
  const member = await people.member();
  const doors = [system.urls.edge, ...[system.piste[0], ...system.others].map(({ url }) => url)];
  for (const url of doors) {
    const client = people.visitorOf(url);
    for (const Origin of ORIGINS) {
      const preflight = {
        Origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      };
      const asked = [
        client.call('OPTIONS', '/user/get', { headers: preflight }),
        client.post('/user/get', undefined, { as: member.authorization, headers: { Origin } }),
        client.get('/openapi.json', { headers: { Origin } }),
        client.get('/', { headers: { Origin } }),
      ];
      for (const { status, headers: given } of await Promise.all(asked)) {
        if (status === 200) welcomed += 1;
        if (Object.keys(given).some((name) => name.startsWith('access-control-')))
          allowed.push(`${Origin} at ${new URL(url).port}`);
      }
    }
    client.close();
  }
  check(
    30,
    'no foreign origin is allowed anywhere',
    welcomed > 0 && allowed.length === 0,
    allowed.join(', ') || `${ORIGINS.length} origins at ${doors.length} doors, ${welcomed} answers of 200`,
  );
}

/** What the edge says when no replica is there. */
async function withoutPiste(stage: Stage): Promise<void> {
  const { system } = stage;
  await Promise.all([system.kill('piste-1'), system.kill('piste-2')]);
  const client = new Client(system.urls.edge);
  const answer = await client.post('/user/get');
  client.close();
  if (answer.status < 500)
    throw new Error(`Without piste the edge answered ${answer.status}: ${answer.text}`);
  await Promise.all([system.restart('piste-1'), system.restart('piste-2')]);
  look(stage, 'the edge without piste', [['POST /user/get', answer]], { tls: false });
}
