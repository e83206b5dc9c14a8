import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { mount } from './mount.ts';
import { blueprints, type Call, callApp, events, json } from '../testing/packages.fixture.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { startTestApp } from '../testing/test-app.ts';

let gear: SessionApp;
let authorization: string;
let userId: string;

beforeAll(async () => {
  gear = await startSessionApp({ blueprints, production: true });
  const opened = await gear.logIn();
  ({ authorization } = opened);
  ({ userId } = opened.session);
});

afterAll(() => gear.stop());

const call = (request: Call, id: string, token = authorization) =>
  callApp(gear, request, { 'x-request-id': id, ...(token === '' ? {} : { authorization: token }) });

describe('what is particular to a package', () => {
  it('express-rate-limit counts by the client address that gear knows and refuses with problem+json', async () => {
    for (const id of ['l1', 'l2', 'l3']) expect((await call({ path: '/limited' }, id)).status).toBe(200);
    const { status, content, headers } = await call({ path: '/limited' }, 'l4');
    expect([status, JSON.parse(content)]).toMatchObject([429, { code: 'too_many_requests' }]);
    expect(headers['content-type']).toBe('application/problem+json');
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
    const environment = { ...gear.environment, GNAR_SHUTDOWN_GRACE_SECONDS: '20' };
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
    expect(thrown).toMatchObject({ status: 500, body: { status: 500, code: 'internal_error' } });
    expect(thrown.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'strict-transport-security': expect.any(String),
    });
    expect(JSON.stringify(thrown.body)).not.toContain('ann@example.com');
  });
});
