import { z } from 'zod';
import { ownProblemCodes } from './own/problem-codes.ts';
import { secretMessageProblemCodes } from './secret-message.problem-codes.ts';

/** Codes that clients may branch on. They never change meaning; `detail` may be reworded at any time. */
export const starterProblemCodes = [
  'malformed_json',
  'invalid_input',
  'weak_password',
  'invalid_credentials',
  'token_missing',
  'token_invalid',
  'token_expired',
  'session_ended',
  'step_up_required',
  'link_expired',
  'captcha_failed',
  'stale',
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'unsupported_media_type',
  'too_many_requests',
  'unavailable',
  'internal_error',
] as const;

export const problemCodes = [
  ...starterProblemCodes,
  ...secretMessageProblemCodes,
  ...ownProblemCodes,
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Codes of a single field's error, for translation beside the field. */
export const fieldErrorCodes = [
  'required',
  'invalid_type',
  'invalid_email',
  'invalid_format',
  'invalid_value',
  'too_short',
  'too_long',
  'unknown_key',
  'not_json_object',
  'invalid_credentials',
  'white_space',
  'too_guessable',
  'common_password',
  'breached_password',
] as const;

export type FieldErrorCode = (typeof fieldErrorCodes)[number];

export const fieldErrorSchema = z
  .object({
    path: z.string().meta({ description: 'Where in the body, dot-separated.', examples: ['email'] }),
    code: z.string().meta({ description: `Stable, one of: ${fieldErrorCodes.join(', ')}.` }),
    message: z.string(),
  })
  .meta({ id: 'FieldError' });

export type FieldError = z.infer<typeof fieldErrorSchema>;

/** RFC 9457 problem details, as every error answer of the product carries them. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().meta({ description: `Stable, one of: ${problemCodes.join(', ')}.` }),
    requestId: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
    score: z.number().int().min(0).max(4).optional().meta({ description: 'With `weak_password`.' }),
    stack: z.string().optional().meta({ description: 'Only in development, only for a 5xx.' }),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
