import type { FieldError, ProblemCode } from '@gnar/contract';
import type { Problem } from './problem.ts';

/** Fallbacks for answers that are not problem+json, such as a proxy's own pages. */
const codeByStatus: Record<number, ProblemCode> = {
  404: 'not_found',
  413: 'payload_too_large',
  429: 'too_many_requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value['path'] === 'string' && typeof value['code'] === 'string';

/** Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterSeconds(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

/** Makes a problem of any error answer; `body` is its parsed JSON, if it had any. */
export function parseProblem(response: Pick<Response, 'status' | 'headers'>, body: unknown): Problem {
  const { status } = response;
  const record = isRecord(body) ? body : {};
  const fallback = codeByStatus[status] ?? (status >= 500 ? 'internal_error' : 'invalid_input');
  const seconds = retryAfterSeconds(response.headers.get('Retry-After'));
  return {
    code: typeof record['code'] === 'string' ? record['code'] : fallback,
    status,
    errors: Array.isArray(record['errors']) ? record['errors'].filter(isFieldError) : [],
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** The problem of a request that got no answer: no network, a refused connection, a time-out. */
export const noAnswer: Problem = { code: 'unavailable', status: 0, errors: [] };
