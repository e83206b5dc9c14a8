import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  logInRequestSchema,
  operationList,
  resetPasswordRequestSchema,
  signUpRequestSchema,
  updateAccountRequestSchema,
} from './index.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('sign-up', () => {
  it('takes an address, drops the white space around it and keeps its case', () => {
    expect(signUpRequestSchema.parse({ email: '  Ada@Example.com ' })).toEqual({ email: 'Ada@Example.com' });
  });

  it.each(['ada', 'ada@', '@example.com', 'a b@example.com', `${'a'.repeat(250)}@example.com`, 7, null])(
    'refuses %p as an address',
    (email) => expect(accepts(signUpRequestSchema, { email })).toBe(false),
  );

  it.each(['en', 'fr', 'fr-CA', 'zh-Hant-TW'])('takes the language %s', (locale) =>
    expect(accepts(signUpRequestSchema, { email: 'ada@example.com', locale })).toBe(true),
  );

  it.each(['', 'f', '../../etc', 'fr_CA', 'fr-'])('refuses the language %p', (locale) =>
    expect(accepts(signUpRequestSchema, { email: 'ada@example.com', locale })).toBe(false),
  );
});

describe('the body of every request', () => {
  const bodies = operationList.flatMap(({ id, body }) =>
    body instanceof z.ZodObject ? [[id, body] as const] : [],
  );
  // What some request knows is the likeliest to be tried on another.
  const keys = new Set(bodies.flatMap(([, { shape }]) => Object.keys(shape)));
  for (const key of ['id', 'role', 'status', 'isAdmin', 'constructor', '', 'Email', 'email ']) keys.add(key);

  it('is an object', () => {
    expect(bodies).toHaveLength(operationList.filter(({ body }) => body).length);
  });

  it.each(bodies)(
    'of %s is refused for every key that it does not know, by the name of the key',
    (_id, body) => {
      for (const key of [...keys].filter((known) => !Object.hasOwn(body.shape, known))) {
        const issues = body.safeParse({ [key]: 'x' }).error?.issues;
        expect(issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys', keys: [key] }));
      }
    },
  );
});

describe('login', () => {
  it('leaves the password exactly as typed', () => {
    const password = ' pass word ';
    expect(logInRequestSchema.parse({ email: 'ada@example.com', password }).password).toBe(password);
  });
});

describe('a new password', () => {
  const reset = (length: number) => ({ token: 'x'.repeat(43), password: 'p'.repeat(length) });

  it('is refused beyond 16 KiB, before the service judges it', () => {
    expect(accepts(resetPasswordRequestSchema, reset(16_384))).toBe(true);
    expect(accepts(resetPasswordRequestSchema, reset(16_385))).toBe(false);
  });
});

describe('account details', () => {
  it('takes any subset, none included', () => {
    expect(updateAccountRequestSchema.parse({})).toEqual({});
    expect(updateAccountRequestSchema.parse({ city: ' Banff ' })).toEqual({ city: 'Banff' });
  });

  it('understands null and an emptied field as unknown', () => {
    expect(updateAccountRequestSchema.parse({ city: '', country: '', phone: null })).toEqual({
      city: null,
      country: null,
      phone: null,
    });
  });

  it.each([
    ['country', 'XX'],
    ['country', 'ca'],
    ['phone', 'call me'],
    ['firstName', 'a'.repeat(101)],
    ['lastName', 'Love\u0000lace'],
    ['city', 'Banff\r\nBcc: all'],
    ...Array.from('\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069', (control) => [
      'firstName',
      `Ada${control}nimda`,
    ]),
    ...['lastName', 'phone', 'addressLine1', 'addressLine2', 'city', 'province', 'postalCode', 'country'].map(
      (key) => [key, '1\u202E2'],
    ),
    ['postalCode', 'a'.repeat(21)],
    ['updatedAt', 'yesterday'],
    ['id', '0190a0b4-0000-7000-8000-000000000000'],
    ['email', 'mallory@example.com'],
    ['status', 'active'],
  ])('refuses %s = %p', (key, value) => {
    expect(accepts(updateAccountRequestSchema, { [key]: value })).toBe(false);
  });

  it('is not fooled by __proto__', () => {
    const body: unknown = JSON.parse('{"__proto__": {"role": "admin"}, "city": "Banff"}');
    const parsed = updateAccountRequestSchema.safeParse(body);
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
    expect(parsed.success && Object.hasOwn(parsed.data, '__proto__')).toBe(false);
  });
});
