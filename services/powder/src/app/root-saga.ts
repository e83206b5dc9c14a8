import type { SagaGenerator } from '@gnar/edge/redux';
import { call, fork } from 'redux-saga/effects';
import { accountSaga } from '../features/account/account.saga.ts';
import { loginSaga } from '../features/login/login.saga.ts';
import { passwordSaga } from '../features/password/password.saga.ts';
import { preferencesSaga } from '../features/preferences/preferences.saga.ts';
import { secretMessageSaga } from '../features/secret-message/secret-message.saga.ts';
import { sessionsSaga } from '../features/sessions/sessions.saga.ts';
import { signupSaga } from '../features/signup/signup.saga.ts';
import { sessionSaga } from '../session/session.saga.ts';

const features = [
  preferencesSaga,
  accountSaga,
  loginSaga,
  passwordSaga,
  secretMessageSaga,
  sessionsSaga,
  signupSaga,
  // Last, because it begins at once and the others listen to what it tells.
  sessionSaga,
];

/** Starts every feature's saga; one that falls is reported and starts again, and the others never notice. */
export function* rootSaga(): SagaGenerator {
  for (const saga of features) yield fork(supervise, saga);
}

function* supervise(saga: () => SagaGenerator): SagaGenerator {
  for (;;) {
    try {
      yield call(saga);
      return;
    } catch (error) {
      reportError(error);
    }
  }
}
