import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineBlueprint } from './define-blueprint.ts';
import { reply } from './reply.ts';
import { post } from './route.ts';
import { UnavailableError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';

let gear: TestApp;
let isFull = false;

const blueprint = defineBlueprint({
  prefix: '/hash',
  routes: [
    post(
      '/',
      {
        auth: 'public',
        body: z.strictObject({ password: z.string() }),
        admits: () => {
          if (isFull) throw new UnavailableError('Too many at this moment.', 2);
        },
      },
      () => reply(200, {}),
    ),
    post('/broken', { auth: 'public' }, () => {
      throw new UnavailableError(undefined, undefined, new Error('the server is gone'));
    }),
  ],
});

beforeAll(async () => {
  gear = await startTestApp({ blueprints: [blueprint] });
});

afterAll(() => gear.app.stop());

const send = (body: string) =>
  gear.fetch('/hash', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

describe('a route that is full', () => {
  it('refuses before it reads the body, after a pause, and takes requests again when there is room', async () => {
    isFull = true;
    const startedAt = performance.now();
    const refused = await send('{ not even JSON');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(performance.now() - startedAt).toBeGreaterThan(200);
    isFull = false;
    expect((await send('{ not even JSON')).status).toBe(400);
    expect((await send('{"password":"x"}')).status).toBe(200);
  });

  it('lets those that were refused together come back one after the other', async () => {
    isFull = true;
    const answers = await Promise.all(Array.from({ length: 30 }, () => send('{}')));
    isFull = false;
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    const pauses = gear.logs
      .saying('request')
      .filter(({ requestId }) => ids.includes(String(requestId)))
      .map(({ ms }) => Number(ms));
    expect(pauses).toHaveLength(30);
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(200);
  });

  it('keeps a line of each refusal without a stack, and the stack of what is really broken', async () => {
    isFull = true;
    const ids = [
      (await send('{}')).headers.get('x-request-id'),
      (await gear.fetch('/hash/broken', { method: 'POST' })).headers.get('x-request-id'),
    ];
    isFull = false;
    const [refusal, failure] = ids.map((id) =>
      gear.logs.saying('request').find(({ requestId }) => requestId === id),
    );
    expect(refusal).toMatchObject({ status: 503, code: 'unavailable', detail: 'Too many at this moment.' });
    expect(JSON.stringify(refusal)).not.toContain('stack');
    expect(failure).toMatchObject({ status: 503, err: { cause: { message: 'the server is gone' } } });
  });
});
