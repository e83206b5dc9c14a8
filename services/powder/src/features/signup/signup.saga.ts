import type { Empty, SignUpRequest } from '@gnar/contract';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { takeLatest } from 'redux-saga/effects';
import { service } from '../../api/services.ts';
import { submit, type ApiRequest } from '../../api/submit.ts';
import { withCaptcha } from '../../api/with-captcha.ts';
import type { Logic } from '../../manifest/feature.ts';
import { sendAgainRequest, signUpRequest } from './signup.slice.ts';

export const signupLogic: Logic = { slices: [signUpRequest, sendAgainRequest], saga: signupSaga };

function* signupSaga(): SagaGenerator {
  yield takeLatest(signUpRequest.submitted, untilLeft(signUpRequest, signUpSaga));
  yield takeLatest(sendAgainRequest.submitted, untilLeft(sendAgainRequest, sendAgainSaga));
}

function* signUpSaga({ payload }: ReturnType<typeof signUpRequest.submitted>): SagaGenerator {
  const sent = yield* askForLink(signUpRequest, payload.email);
  const navigate = yield* service('navigate');
  if (sent) navigate('/check-mail', { state: { email: payload.email } });
}

function* sendAgainSaga({ payload }: ReturnType<typeof sendAgainRequest.submitted>): SagaGenerator {
  yield* askForLink(sendAgainRequest, payload.email);
}

/** The mail will be written in the language of the page. */
function* askForLink(request: ApiRequest<{ email: string }, Empty>, email: string): SagaGenerator<boolean> {
  const language = yield* service('language');
  const captcha = yield* service('captcha');
  const send = withCaptcha(captcha, 'signup', (client, input: SignUpRequest) =>
    client.post('/user/signup', input),
  );
  const outcome = yield* submit(request, send, { email, locale: language.current() });
  return outcome.status === 'succeeded';
}
