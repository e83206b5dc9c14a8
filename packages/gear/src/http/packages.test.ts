import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { blueprints, type Call, callApp, json } from '../testing/packages.fixture.ts';
import { type SessionApp, startSessionApp } from '../testing/session-app.ts';
import { until } from '../testing/until.ts';

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
