import { call, callAbortable, type SagaGenerator } from '@gnar/edge/redux';
import type { ApiClient } from './client.ts';
import { ProblemError } from './problem-error.ts';
import { service } from './services.ts';
import { proveAgain } from './step-up.ts';

/**
 * Asks the service, and calls the request off when the saga is cancelled. When the service first wants a recent proof
 * of identity, the user is asked for it and the very same request is sent again. Throws a ProblemError.
 */
export function* ask<Input, Result>(
  send: (client: ApiClient, input: Input) => Promise<Result>,
  input: Input,
): SagaGenerator<Result> {
  const client = yield* service('client');
  for (;;) {
    try {
      return yield* callAbortable((signal) => send(client.until(signal), input));
    } catch (error) {
      const proofIsWanted = error instanceof ProblemError && error.code === 'step_up_required';
      if (!proofIsWanted || !(yield* call(proveAgain))) throw error;
    }
  }
}
