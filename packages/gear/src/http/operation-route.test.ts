import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ProblemError } from '../errors/errors.ts';
import type { Session } from '../sessions/sessions.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { defineBlueprint } from './define-blueprint.ts';
import { route } from './operation-route.ts';
import { raw, reply } from './reply.ts';
import type { Route } from './route.ts';

const tripSchema = z.strictObject({ id: z.uuid(), name: z.string() });

const addTrip = {
  method: 'patch',
  path: '/api/trips/:id',
  access: 'public',
  params: z.strictObject({ id: z.uuid() }),
  query: z.strictObject({ size: z.enum(['small', 'large']).optional() }),
  body: z.strictObject({ name: z.string().trim() }),
  success: { status: 201, body: tripSchema },
  problems: [{ status: 404, code: 'trip_not_found' }],
} as const;

const endTrip = {
  method: 'delete',
  path: '/api/trips',
  access: 'session',
  success: { status: 204 },
} as const;
const lookAround = { ...endTrip, access: 'public', token: 'optional' } as const;
const upload = { ...addTrip, bodyType: 'multipart/form-data' } as const;

const answerFor = (session: Session) => reply(session.userId === '' ? 204 : 204);

/** What must not compile is marked: the compiler is what tests these. */
function mistakes(): Route[] {
  return [
    route(endTrip, {}, ({ session }) => answerFor(session)),
    // @ts-expect-error -- only the session's row, which the handler reads, confirms the session
    route(endTrip, { auth: 'token' }, ({ session }) => answerFor(session)),
    // @ts-expect-error -- a visitor has no session
    route(lookAround, {}, ({ session }) => answerFor(session)),
    // @ts-expect-error -- an operation for a session cannot be made public by its route
    route(endTrip, { auth: 'public' }, () => reply(204)),
    // @ts-expect-error -- a public operation cannot be guarded by its route
    route(addTrip, { auth: 'required' }, ({ params }) => reply(201, { ...params, name: '' })),
    // @ts-expect-error -- the operation answers 204
    route(endTrip, {}, () => reply(200)),
    // @ts-expect-error -- the operation answers without a body
    route(endTrip, {}, () => reply(204, { id: 1 })),
    // @ts-expect-error -- a body is missing
    route(addTrip, {}, () => reply(201)),
    // @ts-expect-error -- the body has another shape
    route(addTrip, {}, () => reply(201, { name: '' })),
    // @ts-expect-error -- what type the bytes have is not known
    route(addTrip, {}, () => raw(201, 'text/plain', '')),
    // @ts-expect-error -- the body has no such field
    route(addTrip, {}, ({ params, body }) => reply(201, { ...params, name: body.title })),
    // @ts-expect-error -- the path has no such parameter
    route(addTrip, {}, ({ params }) => reply(201, { id: params.trip, name: '' })),
    // @ts-expect-error -- the query has no such field
    route(addTrip, {}, ({ params, query }) => reply(201, { ...params, name: query.colour })),
    // @ts-expect-error -- the operation has its own schemas
    route(addTrip, { body: tripSchema }, ({ params, body }) => reply(201, { ...params, ...body })),
    // @ts-expect-error -- a multipart body is for a mounted parser
    route(upload, {}, ({ params }) => reply(201, { ...params, name: '' })),
  ];
}

let app: TestApp;
const order: string[] = [];

beforeAll(async () => {
  const around = async <T>({ ip }: { ip: string }, handle: () => Promise<T>) => {
    order.push(`around ${ip}`);
    const answer = await handle();
    order.push('after');
    return answer;
  };
  const refuse = () => Promise.reject(new ProblemError({ status: 429, code: 'too_many_requests' }));
  const blueprint = defineBlueprint({
    routes: [
      route(addTrip, { around }, ({ params, query, body }) => {
        order.push('handler');
        return reply(201, { id: params.id, name: `${body.name} ${query.size ?? ''}` });
      }),
      route({ ...endTrip, access: 'public' }, { around: refuse }, () => {
        order.push('refused handler');
        return reply(204);
      }),
    ],
  });
  app = await startTestApp({ blueprints: [blueprint] });
});
afterAll(() => app.app.stop());

const id = '0190a0b4-0000-7000-8000-000000000000';
const patchTrip = (path: string, body: unknown) =>
  app.fetch(`/api/trips/${path}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a route of an operation', () => {
  it('does not compile with another session, input, status or body than its operation has', () => {
    expect(mistakes()).toHaveLength(15);
  });

  it('has the method, path, schemas and success status of the operation', async () => {
    const answer = await patchTrip(`${id}?size=large`, { name: ' Banff ' });
    expect([answer.status, await answer.json()]).toEqual([201, { id, name: 'Banff large' }]);
  });

  it('answers parameters that do not fit with the 404 of the operation', async () => {
    const answer = await patchTrip('1', { name: 'Banff' });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'trip_not_found' }),
    ]);
  });

  it.each([
    ['a body', id, { name: 1 }],
    ['a query', `${id}?size=huge`, { name: 'Banff' }],
  ])('refuses %s that does not fit', async (_, path, body) => {
    const answer = await patchTrip(path, body);
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'invalid_input' }),
    ]);
  });

  it('requires a session for any access but public, and one that is optional where it says so', () => {
    const authOf = (access: string, token?: 'optional') =>
      route({ ...endTrip, access, token }, {}, () => reply(204)).auth;
    expect(
      ['public', 'session', 'org:trips.write', 'staff:x', 'Public', ''].map((word) => authOf(word)),
    ).toEqual(['public', 'required', 'required', 'required', 'required', 'required']);
    expect([authOf('public', 'optional'), authOf('session', 'optional')]).toEqual(['optional', 'required']);
  });
});

describe('what is around the handler of a route', () => {
  it('runs for valid requests only, and encloses the handler', async () => {
    order.length = 0;
    await patchTrip(id, { name: 1 });
    await patchTrip('1', { name: 'Banff' });
    expect(order).toEqual([]);
    await patchTrip(id, { name: 'Banff' });
    expect(order).toEqual(['around 127.0.0.1', 'handler', 'after']);
  });

  it('keeps the handler from running when it throws, and what it throws is answered', async () => {
    order.length = 0;
    const answer = await app.fetch('/api/trips', { method: 'DELETE' });
    expect([answer.status, await answer.json()]).toEqual([
      429,
      expect.objectContaining({ code: 'too_many_requests' }),
    ]);
    expect(order).toEqual([]);
  });
});
