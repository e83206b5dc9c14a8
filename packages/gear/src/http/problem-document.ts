import { STATUS_CODES } from 'node:http';
import { inspect } from 'node:util';
import { z } from 'zod';
import { isConnectionFailure } from '../errors/connection-failure.ts';
import { ProblemError, type ProblemOptions, UnavailableError } from '../errors/errors.ts';

/** What an error is answered with. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly document: Readonly<Record<string, unknown>>;
}

export interface ProblemContext {
  requestId: string;
  /** Development only: a 5xx carries its stack. */
  withStack: boolean;
}

/**
 * Any thrown thing as a ProblemError: a lost connection is 503, an error that carries a status of its own keeps it, what is
 * not known is 500 and says nothing.
 */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isConnectionFailure(error)) return new UnavailableError(undefined, undefined, error);
  const carried = errorSchema.safeParse(error);
  const { name, code, status = carried.data?.statusCode, message, headers, expose } = carried.data ?? {};
  if (name === 'MulterError')
    return problemOf({
      status: code?.startsWith('LIMIT_') === true ? 413 : 400,
      detail: message,
      cause: error,
    });
  if (status === undefined)
    return new ProblemError({
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side.',
      cause: error,
    });
  // The text of an error is for its reader only where its maker says so, and never that of a 5xx.
  const told = expose === true && status < 500 ? { detail: message, headers } : {};
  return problemOf({ status, cause: error, ...told });
}

const statusSchema = z.int().min(400).max(599).optional().catch(undefined);
// As those of http-errors, which Express and its parsers throw; multer's have a code alone. See also
// https://github.com/jshttp/http-errors#error-properties
const errorSchema = z.object({
  name: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  status: statusSchema,
  statusCode: statusSchema,
  message: z.string().optional().catch(undefined),
  headers: z.record(z.string(), z.string()).optional().catch(undefined),
  expose: z.boolean().optional().catch(undefined),
});

function problemOf(options: Omit<ProblemOptions, 'code'>): ProblemError {
  const code = (STATUS_CODES[options.status] ?? 'error').toLowerCase().replace(/[^a-z]+/g, '_');
  return new ProblemError({ ...options, code });
}

/** The one mapper from errors to problem+json (RFC 9457). */
export function problemAnswer(error: unknown, { requestId, withStack }: ProblemContext): ProblemAnswer {
  const problem = toProblemError(error);
  const title = problem.title ?? STATUS_CODES[problem.status] ?? 'Error';
  return {
    status: problem.status,
    headers: problem.headers,
    document: {
      ...problem.extra,
      type: 'about:blank',
      title,
      status: problem.status,
      detail: problem.detail ?? title,
      code: problem.code,
      requestId,
      ...(problem.errors === undefined ? {} : { errors: problem.errors }),
      ...(withStack && problem.status >= 500 ? { stack: stackOf(problem) } : {}),
    },
  };
}

function stackOf(problem: ProblemError): string {
  const { cause } = problem;
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return cause === undefined ? (problem.stack ?? problem.message) : inspect(cause);
}
