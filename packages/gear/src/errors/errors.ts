/** One thing that is wrong with the input: `path` is dotted, `code` is stable, `message` is for people. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** HTTP status, 400 to 599. */
  status: number;
  /** Stable; what a program reads. */
  code: string;
  title?: string;
  /** For people. Never shown for a 5xx unless it is written for callers, so keep internals out of it. */
  detail?: string;
  headers?: Readonly<Record<string, string>>;
  errors?: readonly FieldError[];
  /** Further members of the problem, e.g. a password's score. */
  extra?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** An error with the answer it deserves (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string | undefined;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  constructor({ status, code, title, detail, headers, errors, extra, cause }: ProblemOptions) {
    super(detail ?? title ?? code, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.headers = headers;
    this.errors = errors;
    this.extra = extra;
  }
}

/** 409. */
export class ConflictError extends ProblemError {
  constructor(code: string, detail?: string) {
    super({ status: 409, code, detail });
  }
}

/** 410. */
export class GoneError extends ProblemError {
  constructor(code: string, detail?: string) {
    super({ status: 410, code, detail });
  }
}

/** 422 with one entry per field that is wrong. */
export class InvalidInputError extends ProblemError {
  constructor(errors: readonly FieldError[]) {
    super({ status: 422, code: 'invalid_input', detail: 'Some of the input is not as expected.', errors });
  }
}

/** 404. */
export class NotFoundError extends ProblemError {
  constructor(code = 'not_found', detail = 'There is nothing here.') {
    super({ status: 404, code, detail });
  }
}

/** 403: the session is good, but its owner has to prove again who they are (ASVS 7.5). */
export class StepUpRequiredError extends ProblemError {
  constructor() {
    super({
      status: 403,
      code: 'step_up_required',
      detail:
        'This needs a recent proof of identity. Confirm your password with POST /user/step-up, then repeat.',
    });
  }
}

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

const details: Readonly<Record<string, string>> = {
  token_missing: 'Log in first.',
  token_invalid: 'The token is not valid. Log in again.',
  token_expired: 'The token has expired. Log in again.',
  session_ended: 'The session has ended. Log in again.',
};

/** 401 with the challenge that RFC 6750 section 3 asks for. */
export class UnauthorizedError extends ProblemError {
  constructor(code: string, detail = details[code]) {
    super({
      status: 401,
      code,
      detail,
      headers: { 'WWW-Authenticate': code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"' },
    });
  }
}

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
