import { z } from 'zod';
import type { FieldError } from '../errors/errors.ts';

/** Zod's issues as the stable codes of the HTTP API, one entry per field and reason. */
export function fieldErrors(schema: z.ZodType, input: unknown, error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join('.'),
        code: 'unknown_key',
        message: 'This key is not known.',
      }));
    }
    const code = ownCode(schema, issue) ?? stableCode(issue, valueAt(input, issue.path));
    return [{ path: issue.path.join('.'), code, message: issue.message }];
  });
}

function stableCode(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return issue.path.length === 0 ? 'not_json_object' : 'required';
  switch (issue.code) {
    case 'invalid_type':
      return issue.path.length === 0 && issue.expected === 'object' ? 'not_json_object' : 'invalid_type';
    case 'too_small':
      return hasLength(issue.origin) ? 'too_short' : 'invalid_value';
    case 'too_big':
      return hasLength(issue.origin) ? 'too_long' : 'invalid_value';
    case 'invalid_format':
      return issue.format === 'email' ? 'invalid_email' : 'invalid_format';
    default:
      return 'invalid_value';
  }
}

function hasLength(origin: string): boolean {
  return origin === 'string' || origin === 'array' || origin === 'set' || origin === 'file';
}

// A custom issue's `params.code` is nearer to the cause than a field's `.meta({ code })`.
function ownCode(schema: z.ZodType, issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'];
  const code = schemaAt(schema, issue.path)?.meta()?.['code'];
  return typeof code === 'string' ? code : undefined;
}

function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return schema.meta()?.['code'] === undefined ? withoutWrapper(schema) : schema;
  const inner = withoutWrapper(schema);
  const next: unknown = inner instanceof z.ZodObject ? inner.shape[String(head)] : elementOf(inner);
  return next instanceof z.ZodType ? schemaAt(next, rest) : undefined;
}

function elementOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function withoutWrapper(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    const inner: unknown = schema.unwrap();
    return inner instanceof z.ZodType ? withoutWrapper(inner) : schema;
  }
  if (schema instanceof z.ZodPipe && schema.in instanceof z.ZodType) return withoutWrapper(schema.in);
  return schema;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
