import { actionChosen, closes, dismissed, notified } from '@gnar/edge/notifications';
import { call, race, take, type RequestSlice, type RequestState, type SagaGenerator } from '@gnar/edge/redux';
import { createAction } from '@reduxjs/toolkit';
import { cancelled, put } from 'redux-saga/effects';
import { ask } from './ask.ts';
import type { ApiClient } from './client.ts';
import { ProblemError } from './problem-error.ts';
import { isAccessRefused, isOutage, type Problem } from './problem.ts';

/** A request to the service, as slices keep it. */
export type ApiRequest<Input, Result> = RequestSlice<Input, Result, Problem>;
export type ApiRequestState<Result = void> = RequestState<Result, Problem>;

/** The service did not take the token of a protected call; the session answers this by asking to log in. */
export const accessRefused = createAction<Problem>('api/accessRefused');

/** A page was left before the answer to its save came: whether it was saved is not known. */
export const saveInterrupted = notified({
  id: 'saveInterrupted',
  severity: 'warning',
  message: 'problem.interrupted',
});

/** Turns a thrown error into a problem; what is not a problem is a bug and travels on. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

/**
 * Sends one request and tells how it went. When the service is down, a notification offers to send the very same
 * input again; it is held here and not in the store, because it may hold a password. Returns the outcome.
 *
 * @param retry `page` when the page itself shows the failure and a way to try again, instead of a notification
 */
export function* submit<Input, Result>(
  request: ApiRequest<Input, Result>,
  send: (client: ApiClient, input: Input) => Promise<Result>,
  input: Input,
  retry: 'notification' | 'page' = 'notification',
): SagaGenerator<ApiRequestState<Result>> {
  for (;;) {
    try {
      const result = yield* ask(send, input);
      yield put(request.succeeded(result));
      return { status: 'succeeded', result };
    } catch (error) {
      const problem = problemOf(error);
      yield put(request.refused(problem));
      if (isAccessRefused(problem)) yield put(accessRefused(problem));
      if (retry === 'page' || !isOutage(problem)) return { status: 'refused', problem };
      // Not with `yield*`, behind which a cancelled saga would go on after its `finally`.
      const again = yield* call(askToRetry, request, problem);
      if (!again) return { status: 'refused', problem };
      yield put(request.retried());
    }
  }
}

/** Shows Retry until the user chooses it, closes it, leaves the page or sends something else. */
function* askToRetry(
  { submitted, left }: Pick<ApiRequest<never, never>, 'left'> & { submitted: { type: string } },
  { code }: Problem,
): SagaGenerator<boolean> {
  const id = submitted.type;
  const message = code === 'unavailable' ? 'problem.unavailable' : 'problem.internal_error';
  yield put(notified({ id, severity: 'error', message, action: { label: 'action.retry' } }));
  try {
    const { closed } = yield* race({
      closed: take(closes(id)),
      left: take(left),
    });
    if (closed === undefined) yield put(dismissed(id));
    return closed !== undefined && actionChosen.match(closed);
  } finally {
    if (yield cancelled()) yield put(dismissed(id));
  }
}
