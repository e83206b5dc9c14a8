import type { Problem } from './problem.ts';

/** The service answered with problem+json, or did not answer. */
export class ProblemError extends Error {
  readonly code: Problem['code'];
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(`The service answered ${problem.status} ${problem.code}.`, { cause });
    this.name = 'ProblemError';
    this.code = problem.code;
    this.problem = problem;
  }
}
