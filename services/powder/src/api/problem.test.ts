import { describe, expect, it } from '@jest/globals';
import { parseProblem, retryAfterSeconds } from './parse-problem.ts';
import { errorsByField } from './problem.ts';

describe('a problem', () => {
  const response = (status: number, retryAfter?: string) => ({
    status,
    headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
  });

  it.each([
    [502, 'unavailable'],
    [504, 'unavailable'],
    [500, 'internal_error'],
    [429, 'too_many_requests'],
    [413, 'payload_too_large'],
    [404, 'not_found'],
    [400, 'invalid_input'],
  ])('is made of a bare %i as %s', (status, code) => {
    for (const body of [undefined, null, '<html>', { code: 7, errors: 'none' }]) {
      expect(parseProblem(response(status), body)).toEqual({ code, status, errors: [] });
    }
  });

  it('keeps only complaints that name a field', () => {
    const body = {
      code: 'invalid_input',
      errors: [
        null,
        'x',
        { path: 1, code: 'x' },
        { path: 'x', code: 1 },
        { path: 'email', code: 'required' },
      ],
    };
    expect(parseProblem(response(422), body).errors).toEqual([{ path: 'email', code: 'required' }]);
  });

  it('says how long to wait, in seconds or until a date (RFC 9110)', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');
    expect(retryAfterSeconds('75', now)).toBe(75);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 10:01:30 GMT', now)).toBe(90);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('soon', now)).toBeUndefined();
    expect(retryAfterSeconds(' ', now)).toBeUndefined();
    expect(retryAfterSeconds(null, now)).toBeUndefined();
  });

  it('gives each field its first complaint', () => {
    const errors = [
      { path: 'password', code: 'too_short', message: '' },
      { path: 'password', code: 'too_guessable', message: '' },
      { path: 'address.city', code: 'too_long', message: '' },
    ];
    expect(errorsByField({ code: 'invalid_input', status: 422, errors })).toEqual({
      password: 'too_short',
      address: 'too_long',
    });
    expect(errorsByField(undefined)).toEqual({});
  });
});
