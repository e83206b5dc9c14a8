import { expect } from '@jest/globals';
import type { Answer } from './api-client.ts';

/** Expects a problem document as design.md describes it; returns it for further checks. */
export function expectProblem(answer: Answer, status: number, code: string): Record<string, unknown> {
  expect({ status: answer.status, body: answer.json }).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(answer.json).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    detail: expect.any(String),
    requestId: expect.any(String),
  });
  if (status < 500) expect(answer.json).not.toHaveProperty('stack');
  expectGuarded(answer);
  return contentOf(answer);
}

/** The members of an answer's JSON object. */
export function contentOf({ json }: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typeof json === 'object' && json !== null ? json : {}));
}

/** Input refused because of these fields, each with a stable code and a sentence. */
export function expectFieldErrors(answer: Answer, paths: readonly string[]): void {
  const { errors } = expectProblem(answer, 422, 'invalid_input');
  expect(errors).toEqual(
    paths.map((path) => ({
      path,
      code: expect.stringMatching(/^[a-z_]+$/),
      message: expect.stringMatching(/\S/),
    })),
  );
}

/** The headers of every answer, errors too (security.md, 29 and 30). */
export function expectGuarded({ headers }: Answer): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('access-control-allow-origin')).toBeNull();
}

/** What carries a user or a token is never stored on the way. */
export function expectNotStored({ headers }: Answer): void {
  expect(headers.get('cache-control')).toContain('no-store');
}

/** An answer without what differs from one request to the next. */
export function comparable({ status, headers, text }: Answer): unknown {
  const varying = new Set(['date', 'x-request-id', 'content-length', 'etag']);
  return {
    status,
    headers: [...headers].filter(([name]) => !varying.has(name)),
    text: text.replace(/"requestId":"[^"]*"/, '"requestId":""'),
  };
}
