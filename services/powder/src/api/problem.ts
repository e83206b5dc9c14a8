import type { FieldError, ProblemCode } from '@gnar/contract';

/** What went wrong, as far as a page is concerned: plain data that may live in the store. */
export interface Problem {
  /** The contract's stable code (ProblemCode); one that this page does not know is told in general words. */
  code: string;
  /** HTTP status; 0 when no answer came at all. */
  status: number;
  errors: readonly FieldError[];
  /** Seconds to wait before the next attempt, when the service says so. */
  retryAfterSeconds?: number;
}

const accessCodes: ReadonlySet<string> = new Set<ProblemCode>([
  'token_missing',
  'token_invalid',
  'token_expired',
  'session_ended',
]);

/** True when the service does not take the token: the way on is to log in again. */
export const isAccessRefused = (problem: Problem): boolean => accessCodes.has(problem.code);

/** True when the same request may well work in a while, unchanged. */
export const isOutage = (problem: Problem): boolean => problem.status === 0 || problem.status >= 500;

/** The codes of the fields that were refused, by the field's name. */
export function errorsByField(problem: Problem | undefined): Readonly<Record<string, string>> {
  const codes: Record<string, string> = {};
  for (const { path, code } of problem?.errors ?? []) {
    const [field = ''] = path.split('.');
    // The first complaint about a field wins.
    codes[field] ??= code;
  }
  return codes;
}
