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
