import { race, take, type SagaGenerator } from '@gnar/edge/redux';
import { createAction } from '@reduxjs/toolkit';
import { cancelled, put } from 'redux-saga/effects';

/** The service wants to know again that it is the owner of the account who asks. */
export const stepUpRequired = createAction('api/stepUp/required');
/** The user has proved it. */
export const stepUpPassed = createAction('api/stepUp/passed');
/** The user would rather not, or the page that asked is gone. */
export const stepUpDeclined = createAction('api/stepUp/declined');

/** Has the user prove who they are; false when they would rather not. Not for `yield*`: see `callAbortable`. */
export function* proveAgain(): SagaGenerator<boolean> {
  yield put(stepUpRequired());
  try {
    const { passed } = yield* race({
      passed: take(stepUpPassed),
      declined: take(stepUpDeclined),
    });
    return passed !== undefined;
  } finally {
    if (yield cancelled()) yield put(stepUpDeclined());
  }
}
