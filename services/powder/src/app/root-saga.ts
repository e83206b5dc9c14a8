import type { SagaGenerator } from '@gnar/edge/redux';
import { fork, put, takeEvery } from 'redux-saga/effects';
import { accountSaga } from '../features/account/account.saga.ts';
import { loginSaga } from '../features/login/login.saga.ts';
import { passwordSaga } from '../features/password/password.saga.ts';
import { changePasswordRequest } from '../features/password/password.slice.ts';
import { preferencesSaga } from '../features/preferences/preferences.saga.ts';
import { secretMessageSaga } from '../features/secret-message/secret-message.saga.ts';
import { sessionsSaga } from '../features/sessions/sessions.saga.ts';
import { listRequest } from '../features/sessions/sessions.slice.ts';
import { signupSaga } from '../features/signup/signup.saga.ts';
import { stepUpFeatureSaga } from '../features/step-up/step-up.saga.ts';
import { sessionSaga } from '../session/session.saga.ts';
import { supervise } from './supervise.ts';

const features = [
  preferencesSaga,
  accountSaga,
  loginSaga,
  passwordSaga,
  secretMessageSaga,
  sessionsSaga,
  signupSaga,
  stepUpFeatureSaga,
  betweenFeatures,
  // Last, because it begins at once and the others listen to what it tells.
  sessionSaga,
];

/** Starts every feature's saga, each under a supervisor of its own: when one throws, the others never notice. */
export function* rootSaga(sagas: readonly (() => SagaGenerator)[] = features): SagaGenerator {
  for (const saga of sagas) yield fork(supervise, saga);
}

/** What follows in one feature from an event of another: they do not know each other. */
function* betweenFeatures(): SagaGenerator {
  // A new password ended the other sessions.
  yield takeEvery(changePasswordRequest.succeeded, function* () {
    yield put(listRequest.submitted());
  });
}
