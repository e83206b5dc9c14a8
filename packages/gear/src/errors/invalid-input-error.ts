import { type FieldError, ProblemError } from './problem-error.ts';

/** 422 with one entry per field that is wrong. */
export class InvalidInputError extends ProblemError {
  constructor(errors: readonly FieldError[]) {
    super({ status: 422, code: 'invalid_input', detail: 'Some of the input is not as expected.', errors });
  }
}
