import { expect } from '@jest/globals';

/** The body of an answer that must be problem+json. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body: unknown = await response.json();
  return { ...(typeof body === 'object' ? body : {}) };
}
