import { invokeAbortable, type SagaGenerator } from '@gnar/edge/redux';
import type { ApiClient } from './client.ts';
import { service } from './services.ts';

/** Asks the service, and calls the request off when the saga is cancelled. Throws a ProblemError. */
export function* ask<Input, Result>(
  send: (client: ApiClient, input: Input) => Promise<Result>,
  input: Input,
): SagaGenerator<Result> {
  const client = yield* service('client');
  return yield* invokeAbortable((signal) => send(client.until(signal), input));
}
