import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession } from 'better-sse';
import express, { Router, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { GraphQLError, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/express';
import multer from 'multer';
import passport from 'passport';
import { Strategy } from 'passport-local';
import swaggerUi from 'swagger-ui-express';
import WebSocket, { WebSocketServer } from 'ws';
import { defineBlueprint } from './define-blueprint.ts';
import { mount } from './mount.ts';
import { reply } from './reply.ts';
import { get } from './route.ts';
import { upgrade } from './upgrade.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { gearTestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

const posts = Router({ mergeParams: true });
posts.get('/:post', (request, response) => {
  response.json({ ...request.params });
});
const forum = Router();
forum.use('/threads/:thread/posts', posts);

const upload = multer({ limits: { fileSize: 1_000 } });
const uploads = Router();
uploads.post('/', upload.single('picture'), (request, response) => {
  response.status(201).json({ name: request.file?.originalname, bytes: request.file?.buffer.length });
});

const swagger: readonly RequestHandler[] = [
  (_request, response, next) => {
    response.set('Content-Security-Policy', "default-src 'self'; style-src 'self' 'unsafe-inline'");
    next();
  },
  ...swaggerUi.serve,
  swaggerUi.setup({ openapi: '3.1.0', info: { title: 'Trees', version: '1' }, paths: {} }),
];

const limited = rateLimit({
  limit: 3,
  windowMs: 60_000,
  legacyHeaders: false,
  validate: { xForwardedForHeader: true, trustProxy: true },
  handler: (_request, _response, next) => {
    next(Object.assign(new Error('Too many requests.'), { status: 429, expose: true }));
  },
});

passport.use(
  new Strategy((username, password, done) => {
    if (password === 'boom') done(new Error('the directory is away'));
    else done(null, password === 'right' && { id: username });
  }),
);
const local: RequestHandler = passport.authenticate('local', { session: false, failWithError: true });

const query = new GraphQLObjectType({
  name: 'Query',
  fields: {
    me: { type: GraphQLString, resolve: (_source, _args, context: { user: string }) => context.user },
    tree: { type: GraphQLString, resolve: () => 'oak' },
    secret: {
      type: GraphQLString,
      resolve: () => {
        throw new GraphQLError('No tree has that name.');
      },
    },
  },
});
const graphql = createHandler({
  schema: new GraphQLSchema({ query }),
  context: (request) => ({ user: request.raw.gnar.session?.userId }),
});

const events: RequestHandler = async (request, response) => {
  if (request.query['boom'] !== undefined) throw new Error('boom for ann@example.com');
  const session = await createSession(request, response);
  session.push({ tree: 'oak' }, 'planted');
};

const thrower: RequestHandler = (request, _response, next) => {
  if (request.query['boom'] !== undefined) throw new Error('boom for ann@example.com');
  next();
};

const sockets = new WebSocketServer({ noServer: true });
const required = { auth: 'required' } as const;

const blueprints = [
  mount('/forum', required, thrower, forum),
  mount('/uploads', required, uploads),
  mount('/explorer', required, thrower, ...swagger),
  mount('/limited', required, limited, thrower, (_request, response) => response.json('in time')),
  mount('/local', required, express.json(), passport.initialize(), local, (request, response) => {
    response.json(request.user);
  }),
  mount('/graphql', required, thrower, graphql),
  mount('/events', required, events),
  defineBlueprint({
    prefix: '',
    routes: [
      get('/native', { auth: 'required' }, () => reply(200, 'native')),
      upgrade('/socket', required, (request, socket, head) => {
        if (request.url?.includes('boom') === true) throw new Error('boom for ann@example.com');
        sockets.handleUpgrade(request, socket, head, (client) =>
          client.send(String(request.gnar.session?.userId)),
        );
      }),
    ],
  }),
];

let gear: TestApp;
let database: Awaited<ReturnType<typeof gearTestDatabase>>;
let authorization: string;
let userId: string;

beforeAll(async () => {
  database = await gearTestDatabase();
  gear = await startTestApp({ environment: database.environment, blueprints, production: true });
  const { database: db, sessions } = gear.parts;
  const user = await db.one<{ id: string }>('insert into users default values returning id');
  userId = user?.id ?? '';
  ({ authorization } = await db.transaction((tx) =>
    sessions.open(tx, { userId, ip: '127.0.0.1', device: null }),
  ));
});

afterAll(async () => {
  await gear.app.stop();
  await database.drop();
});

interface Call {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function call({ path, method = 'GET', headers = {}, body }: Call, id: string, token = authorization) {
  const own = { 'x-request-id': id, ...(token === '' ? {} : { authorization: token }), ...headers };
  const request = httpRequest({ port: gear.address.port, path, method, headers: own });
  request.on('error', () => undefined);
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('There is no response.');
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
  const content = isStream ? await firstEvent(response) : await text(response);
  return { status: response.statusCode, headers: response.headers, content };
}

async function firstEvent(response: IncomingMessage): Promise<string> {
  let content = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (content += chunk));
  await until(() => content.includes('data:'));
  response.destroy();
  return content;
}

const json = (value: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const picture = (bytes: number): Pick<Call, 'method' | 'headers' | 'body'> => ({
  method: 'POST',
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  body: [
    '--edge',
    'Content-Disposition: form-data; name="picture"; filename="oak.png"',
    'Content-Type: image/png',
    '',
    'x'.repeat(bytes),
    '--edge--',
    '',
  ].join('\r\n'),
});

interface Row {
  name: string;
  good: Call;
  status: number;
  content: RegExp;
  /** What logs and metrics name. */
  route: string;
  bad: Call;
  problem: { status: number; code: string };
}

const internal = { status: 500, code: 'internal_error' };

const rows: Row[] = [
  {
    name: 'express.Router with nested parameters',
    good: { path: '/forum/threads/7/posts/9' },
    ...{ status: 200, content: /^{"thread":"7","post":"9"}$/, route: '/forum/threads/:thread/posts/:post' },
    ...{ bad: { path: '/forum/threads/7/posts/9?boom' }, problem: internal },
  },
  {
    name: 'multer',
    good: { path: '/uploads', ...picture(900) },
    ...{ status: 201, content: /^{"name":"oak\.png","bytes":900}$/, route: '/uploads' },
    ...{ bad: { path: '/uploads', ...picture(1_001) }, problem: { status: 413, code: 'payload_too_large' } },
  },
  {
    name: 'swagger-ui-express',
    good: { path: '/explorer/' },
    ...{ status: 200, content: /<div id="swagger-ui">/, route: '/explorer' },
    ...{ bad: { path: '/explorer/?boom' }, problem: internal },
  },
  {
    name: 'express-rate-limit',
    good: { path: '/limited' },
    ...{ status: 200, content: /^"in time"$/, route: '/limited' },
    ...{ bad: { path: '/limited?boom' }, problem: internal },
  },
  {
    name: 'passport with passport-local',
    good: { path: '/local', ...json({ username: 'ann', password: 'right' }) },
    ...{ status: 200, content: /^{"id":"ann"}$/, route: '/local' },
    ...{ bad: { path: '/local', ...json({ username: 'ann', password: 'boom' }) }, problem: internal },
  },
  {
    name: 'graphql-http',
    good: { path: '/graphql', ...json({ query: '{ tree }' }) },
    ...{ status: 200, content: /^{"data":{"tree":"oak"}}$/, route: '/graphql' },
    ...{ bad: { path: '/graphql?boom', ...json({ query: '{ tree }' }) }, problem: internal },
  },
  {
    name: 'better-sse',
    good: { path: '/events' },
    ...{ status: 200, content: /event:\s?planted\n(.*\n)*data:\s?{"tree":"oak"}/, route: '/events' },
    ...{ bad: { path: '/events?boom' }, problem: internal },
  },
];

describe.each(rows)('$name', ({ good, status, content, route, bad, problem }) => {
  it('works, with the headers and the fresh token of a native route', async () => {
    const ownOfEach = new Set([
      ...['date', 'x-request-id', 'content-length', 'content-type', 'authorization', 'keep-alive'],
    ]);
    const native = Object.entries((await call({ path: '/native' }, 'native')).headers);
    const answer = await call(good, 'good');
    expect({ status: answer.status, content: answer.content }).toMatchObject({
      status,
      content: expect.stringMatching(content),
    });
    for (const [name, value] of native.filter(([each]) => !ownOfEach.has(each))) {
      const own = name === 'content-security-policy' && route === '/explorer';
      expect([name, answer.headers[name]]).toEqual([name, own ? expect.stringContaining("'self'") : value]);
    }
    expect(answer.headers['authorization']).toMatch(/^Bearer ey/);
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('keeps the request id, and is noted in one log line and one measurement', async () => {
    const id = `noted-${route.replace(/\W/g, '')}`;
    expect((await call(good, id)).headers['x-request-id']).toBe(id);
    const lines = () => gear.logs.saying('request').filter(({ requestId }) => requestId === id);
    await until(() => lines().length > 0);
    expect(lines()).toMatchObject([{ route, status, method: good.method ?? 'GET', userId }]);
    const metrics = await (await gear.health('/metrics')).text();
    const counted = metrics
      .split('\n')
      .filter((line) => line.includes(`route="${route}",status="${status}"`));
    expect(counted.some((line) => line.startsWith('http_request_duration_seconds_count'))).toBe(true);
  });

  it('is not reached without a session', async () => {
    const answer = await call(good, 'refused', '');
    expect(answer).toMatchObject({ status: 401, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer.content)).toMatchObject({ code: 'token_missing' });
  });

  it('has what it throws answered as problem+json', async () => {
    const answer = await call(bad, 'thrown');
    expect(answer).toMatchObject({
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' },
    });
    expect(JSON.parse(answer.content)).toMatchObject({ ...problem, requestId: 'thrown' });
    expect(answer.content).not.toContain('ann@example.com');
  });
});

describe('what is particular to a package', () => {
  it('express-rate-limit counts by the client address that gear knows and refuses with problem+json', async () => {
    const answers = [await call({ path: '/limited' }, 'l1'), await call({ path: '/limited' }, 'l2')];
    const { status, content, headers } = answers.at(-1) ?? {};
    expect([status, JSON.parse(content ?? '')]).toMatchObject([429, { code: 'too_many_requests' }]);
    expect(headers?.['content-type']).toBe('application/problem+json');
  });

  it('passport refuses with 401 as problem+json', async () => {
    const { status, content } = await call(
      { path: '/local', ...json({ username: 'ann', password: 'wrong' }) },
      'wrong',
    );
    expect([status, JSON.parse(content)]).toMatchObject([401, { code: 'unauthorized' }]);
  });

  it('graphql-http hands the session to resolvers, and answers errors of a query in its own form', async () => {
    const me = await call({ path: '/graphql', ...json({ query: '{ me }' }) }, 'me');
    expect(JSON.parse(me.content)).toEqual({ data: { me: userId } });
    const { status, content } = await call({ path: '/graphql', ...json({ query: '{ secret }' }) }, 'query');
    expect(status).toBe(200);
    expect(JSON.parse(content)).toMatchObject({ errors: [{ message: 'No tree has that name.' }] });
  });

  it('swagger-ui-express serves what its page loads', async () => {
    const { content } = await call({ path: '/explorer/' }, 'page');
    const loaded = [...content.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name = '']) => name);
    expect(loaded.length).toBeGreaterThan(2);
    for (const name of loaded) expect((await call({ path: `/explorer/${name}` }, 'asset')).status).toBe(200);
  });

  it('better-sse is not buffered by proxies and ends when the service stops', async () => {
    const environment = { ...database.environment, GNAR_SHUTDOWN_GRACE_SECONDS: '20' };
    const own = await startTestApp({
      environment,
      blueprints: [mount('/events', { auth: 'public' }, events)],
    });
    const request = httpRequest({ port: own.address.port, path: '/events' }).end();
    const [response]: IncomingMessage[] = await once(request, 'response');
    expect(response?.headers['x-accel-buffering']).toBe('no');
    response?.on('error', () => undefined).resume();
    const startedAt = performance.now();
    await own.app.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});

describe('ws', () => {
  const open = (path: string, headers: Record<string, string> = { authorization }) => {
    const client = new WebSocket(`ws://127.0.0.1:${gear.address.port}${path}`, { headers });
    return client.on('error', () => undefined);
  };
  const refusal = async (client: WebSocket) => {
    const [, response]: IncomingMessage[] = await once(client, 'unexpected-response');
    if (response === undefined) throw new Error('There is no response.');
    return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
  };

  it('opens for the owner of a session and is noted', async () => {
    const client = open('/socket', { authorization, 'x-request-id': 'socket' });
    const [data]: Buffer[] = await once(client, 'message');
    expect(data?.toString()).toBe(userId);
    const lines = gear.logs.saying('request').filter(({ requestId }) => requestId === 'socket');
    expect(lines).toMatchObject([{ route: '/socket', status: 101, userId }]);
    client.terminate();
  });

  it('is refused without a session, and what its handler throws is problem+json', async () => {
    const refused = await refusal(open('/socket', {}));
    expect(refused).toMatchObject({ status: 401, body: { code: 'token_missing' } });
    const thrown = await refusal(open('/socket?boom'));
    expect(thrown).toMatchObject({ status: 500, body: internal });
    expect(thrown.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'strict-transport-security': expect.any(String),
    });
    expect(JSON.stringify(thrown.body)).not.toContain('ann@example.com');
  });
});
