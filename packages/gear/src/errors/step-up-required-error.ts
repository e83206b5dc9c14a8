import { ProblemError } from './problem-error.ts';

/** 403: the session is good, but its owner has to prove again who they are (ASVS 7.5). */
export class StepUpRequiredError extends ProblemError {
  constructor() {
    super({
      status: 403,
      code: 'step_up_required',
      detail:
        'This needs a recent proof of identity. Confirm your password with POST /user/step-up, then repeat.',
    });
  }
}
