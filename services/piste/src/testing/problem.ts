import { expect } from '@jest/globals';
import type { Answer } from './api-client.ts';

/** An error as the contract words it. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json['code'], body: answer.text }).toMatchObject({
    status,
    code,
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
}

/** The codes of the fields that an answer blames, as `path: code`. */
export function blamed({ json }: Answer): string[] {
  const errors = Array.isArray(json['errors']) ? json['errors'] : [];
  return errors.map(({ path, code }: { path: string; code: string }) => `${path}: ${code}`).toSorted();
}
