import { STATUS_CODES } from 'node:http';
import { inspect } from 'node:util';
import { isConnectionFailure } from '../errors/connection-failure.ts';
import { ProblemError, UnavailableError } from '../errors/errors.ts';

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

/** Any thrown thing as a ProblemError: a lost connection is 503, what is not known is 500 and says nothing. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isConnectionFailure(error)) return new UnavailableError(undefined, undefined, error);
  return new ProblemError({
    status: 500,
    code: 'internal_error',
    detail: 'Something went wrong on our side.',
    cause: error,
  });
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
