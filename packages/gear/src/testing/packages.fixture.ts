import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { createSession } from 'better-sse';
import express, { Router, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { GraphQLError, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/express';
import multer from 'multer';
import passport from 'passport';
import { Strategy } from 'passport-local';
import swaggerUi from 'swagger-ui-express';
import { WebSocketServer } from 'ws';
import { defineBlueprint } from '../http/define-blueprint.ts';
import { mount } from '../http/mount.ts';
import { reply } from '../http/reply.ts';
import { get } from '../http/route.ts';
import { upgrade } from '../http/upgrade.ts';
import type { TestApp } from './test-app.ts';
import { until } from './until.ts';

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

export const events: RequestHandler = async (request, response) => {
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

export const blueprints = [
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

export interface Call {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export async function callApp(
  { address: { port } }: Pick<TestApp, 'address'>,
  { path, method = 'GET', headers = {}, body }: Call,
  own: Record<string, string>,
) {
  const request = httpRequest({ port, path, method, headers: { ...own, ...headers } });
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

export const json = (value: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
