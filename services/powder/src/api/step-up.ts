import { eventsOf, firstOf, type SagaGenerator } from '@gnar/edge/redux';
import type { Action } from 'redux';
import { cancelled, put, take } from 'redux-saga/effects';

const event = eventsOf('api/stepUp');

/** The service wants to know again that it is the owner of the account who asks. */
export const stepUpRequired = event('required');
/** The user has proved it. */
export const stepUpPassed = event('passed');
/** The user would rather not, or the page that asked is gone. */
export const stepUpDeclined = event('declined');

/** Has the user prove who they are; false when they would rather not. Not for `yield*`: see `invokeAbortable`. */
export function* proveAgain(): SagaGenerator<boolean> {
  yield put(stepUpRequired());
  try {
    const { passed } = yield* firstOf<{ passed: Action; declined: Action }>({
      passed: take(stepUpPassed),
      declined: take(stepUpDeclined),
    });
    return passed !== undefined;
  } finally {
    if (yield cancelled()) yield put(stepUpDeclined());
  }
}
