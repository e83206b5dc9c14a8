import { ProblemError } from './problem-error.ts';

/** 503 with Retry-After: something this service depends on does not answer. `detail` is shown to callers. */
export class UnavailableError extends ProblemError {
  constructor(
    detail = 'Something this service needs does not answer.',
    retryAfterSeconds = 5,
    cause?: unknown,
  ) {
    super({
      status: 503,
      code: 'unavailable',
      detail,
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
      cause,
    });
  }
}
