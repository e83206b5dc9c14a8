import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldErrors } from './field-errors.ts';

function codes(schema: z.ZodType, input: unknown): Record<string, string> {
  const result = schema.safeParse(input);
  if (result.success) return {};
  return Object.fromEntries(fieldErrors(schema, input, result.error).map(({ path, code }) => [path, code]));
}

describe('codes of field errors', () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ['a missing value', z.string(), undefined, 'required'],
    ['null', z.string(), null, 'invalid_type'],
    ['a number for a text', z.string(), 1, 'invalid_type'],
    ['no address', z.email(), 'ann', 'invalid_email'],
    ['no UUID', z.uuid(), '1', 'invalid_format'],
    ['a text that breaks a pattern', z.string().regex(/^a$/), 'b', 'invalid_format'],
    ['none of the choices', z.enum(['a', 'b']), 'c', 'invalid_value'],
    ['another constant', z.literal('a'), 'b', 'invalid_value'],
    ['a short text', z.string().min(2), 'a', 'too_short'],
    ['a long text', z.string().max(2), 'aaa', 'too_long'],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'too_long'],
    ['a small number', z.number().min(2), 1, 'invalid_value'],
    ['a big number', z.number().max(2), 3, 'invalid_value'],
    ['a rule of our own', z.string().refine((text) => text === 'a'), 'b', 'invalid_value'],
  ])('%s', (_, schema, input, code) => {
    expect(codes(z.strictObject({ field: schema }), { field: input })).toEqual({ field: code });
  });

  it('are the ones that a schema asks for', () => {
    const schema = z.strictObject({
      phone: z.string().regex(/^\d+$/).meta({ code: 'invalid_phone' }).optional(),
      country: z.string().length(2).nullable().default(null),
      names: z.array(z.string().min(1).meta({ code: 'no_name' })),
      word: z.string().transform((text) => text.trim()),
      password: z.string().superRefine((text, context) => {
        if (/\s/.test(text)) context.addIssue({ code: 'custom', params: { code: 'white_space' } });
      }),
    });
    const input = { phone: 'x', country: 'CAN', names: ['a', ''], word: 1, password: 'a b' };
    expect(codes(schema, input)).toEqual({
      phone: 'invalid_phone',
      country: 'too_long',
      'names.1': 'no_name',
      word: 'invalid_type',
      password: 'white_space',
    });
  });

  it('name unknown keys where they are', () => {
    const schema = z.strictObject({ address: z.strictObject({}) });
    expect(codes(schema, { address: { x: 1 }, y: 2 })).toEqual({
      'address.x': 'unknown_key',
      y: 'unknown_key',
    });
  });

  it.each([[[]], ['text'], [1], [null], [undefined]])('say that %j is no object', (input) => {
    expect(codes(z.strictObject({ a: z.string() }), input)).toEqual({ '': 'not_json_object' });
  });
});
