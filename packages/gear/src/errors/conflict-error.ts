import { ProblemError } from './problem-error.ts';

/** 409. */
export class ConflictError extends ProblemError {
  constructor(code: string, detail?: string) {
    super({ status: 409, code, detail });
  }
}
