import type { LogInRequest } from '@gnar/contract';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { service } from '../../api/services.ts';
import { submit } from '../../api/submit.ts';
import { withCaptcha } from '../../api/with-captcha.ts';
import type { Logic } from '../../manifest/feature.ts';
import { sessionOpened } from '../../session/session.slice.ts';
import { logInRequest } from './login.slice.ts';

export const loginLogic: Logic = { slices: [logInRequest], saga: loginSaga };

function* loginSaga(): SagaGenerator {
  yield takeLatest(logInRequest.submitted, untilLeft(logInRequest, logInSaga));
}

function* logInSaga({ payload }: ReturnType<typeof logInRequest.submitted>): SagaGenerator {
  const captcha = yield* service('captcha');
  const send = withCaptcha(captcha, 'login', (client, input: LogInRequest) =>
    client.post('/user/login', input),
  );
  const outcome = yield* submit(logInRequest, send, payload);
  if (outcome.status === 'succeeded') yield put(sessionOpened(outcome.result));
}
