import { ProblemError } from './problem-error.ts';

/** 404. */
export class NotFoundError extends ProblemError {
  constructor(code = 'not_found', detail = 'There is nothing here.') {
    super({ status: 404, code, detail });
  }
}
