import type { SendResetPasswordEmailRequest } from '@gnar/contract';
import { notified } from '@gnar/edge/notifications';
import { delay, select, untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { ask } from '../../api/ask.ts';
import type { ApiClient } from '../../api/client.ts';
import { service } from '../../api/services.ts';
import { problemOf, submit } from '../../api/submit.ts';
import { withCaptcha } from '../../api/with-captcha.ts';
import type { Logic } from '../../manifest/feature.ts';
import { logOutSaga } from '../../session/session.saga.ts';
import { otherSessionsEnded, selectAccount } from '../../session/session.slice.ts';
import {
  changePasswordRequest,
  linkRequest,
  resetMailRequest,
  setPasswordRequest,
} from './password.slice.ts';
import { passwordScored, passwordTyped, scoringFailed, strengthSlice } from './strength.slice.ts';

/** Milliseconds without a key stroke after which a password is scored. */
const typingPause = 300;

export const passwordLogic: Logic = {
  slices: [strengthSlice, linkRequest, setPasswordRequest, resetMailRequest, changePasswordRequest],
  saga: passwordSaga,
};

function* passwordSaga(): SagaGenerator {
  yield takeLatest(passwordTyped, scoreSaga);
  yield takeLatest(linkRequest.submitted, untilLeft(linkRequest, linkSaga));
  yield takeLatest(setPasswordRequest.submitted, untilLeft(setPasswordRequest, setPasswordSaga));
  yield takeLatest(resetMailRequest.submitted, untilLeft(resetMailRequest, resetMailSaga));
  // Goes on when its page is left: the answer brings the token of the session that replaces this one.
  yield takeLatest(changePasswordRequest.submitted, changePasswordSaga);
}

function* scoreSaga({ payload }: ReturnType<typeof passwordTyped>): SagaGenerator {
  if (payload.password === '') return;
  yield* delay(typingPause);
  try {
    const score = yield* ask((client, input) => client.post('/user/score-password', input), payload);
    yield put(passwordScored(score));
  } catch (error) {
    // The meter is a help: without it the service still judges the password when it is sent.
    problemOf(error);
    yield put(scoringFailed());
  }
}

function* linkSaga({ payload }: ReturnType<typeof linkRequest.submitted>): SagaGenerator {
  yield* submit(linkRequest, (client, input) => client.post('/user/check-link', input), payload, 'page');
}

type SetPassword = ReturnType<typeof setPasswordRequest.submitted>['payload'];

const sendPassword = (client: ApiClient, { purpose, token, password }: SetPassword) =>
  client.post(purpose === 'activate' ? '/user/activate' : '/user/reset-password', { token, password });

function* setPasswordSaga({ payload }: ReturnType<typeof setPasswordRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(setPasswordRequest, sendPassword, payload);
  if (outcome.status !== 'succeeded') return;
  // A session that is still open here makes room for the account with the new password.
  if (yield* select(selectAccount)) yield* logOutSaga();
  const navigate = yield* service('navigate');
  const notice = payload.purpose === 'activate' ? 'activated' : 'reset';
  navigate('/login', { replace: true, state: { email: payload.email, notice } });
}

function* resetMailSaga({ payload }: ReturnType<typeof resetMailRequest.submitted>): SagaGenerator {
  const captcha = yield* service('captcha');
  const send = withCaptcha(captcha, 'forgot', (client, input: SendResetPasswordEmailRequest) =>
    client.post('/user/send-reset-password-email', input),
  );
  yield* submit(resetMailRequest, send, payload);
}

function* changePasswordSaga({ payload }: ReturnType<typeof changePasswordRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(
    changePasswordRequest,
    (client, input) => client.replacingSession().post('/user/change-password', input),
    payload,
  );
  if (outcome.status !== 'succeeded') return;
  yield put(otherSessionsEnded());
  yield put(notified({ id: 'passwordChanged', severity: 'success', message: 'password.change.done' }));
}
