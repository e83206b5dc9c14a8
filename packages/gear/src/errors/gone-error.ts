import { ProblemError } from './problem-error.ts';

/** 410. */
export class GoneError extends ProblemError {
  constructor(code: string, detail?: string) {
    super({ status: 410, code, detail });
  }
}
