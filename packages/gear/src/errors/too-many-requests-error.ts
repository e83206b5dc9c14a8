import { ProblemError } from './problem-error.ts';

/** 429 with Retry-After (RFC 6585 section 4); seconds are rounded up, at least one. */
export class TooManyRequestsError extends ProblemError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
    super({
      status: 429,
      code: 'too_many_requests',
      detail: `Too many tries. Try again in ${seconds} s.`,
      headers: { 'Retry-After': String(seconds) },
    });
    this.retryAfterSeconds = seconds;
  }
}
