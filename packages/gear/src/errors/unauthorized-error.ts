import { ProblemError } from './problem-error.ts';

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
