import { ProblemError } from '@gnar/gear/errors';

/** 401: unknown, wrong, pending or locked, all the same (ASVS 6.3.8). */
export class InvalidCredentialsError extends ProblemError {
  /** @param path of the field that was wrong, where the caller is known already and may be told. */
  constructor(path?: string) {
    const detail = path === undefined ? 'The address or the password is wrong.' : 'The password is wrong.';
    super({
      status: 401,
      code: 'invalid_credentials',
      detail,
      errors: path === undefined ? undefined : [{ path, code: 'invalid_credentials', message: detail }],
    });
  }
}
