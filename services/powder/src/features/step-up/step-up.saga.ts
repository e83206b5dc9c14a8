import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { stepUpPassed } from '../../api/step-up.ts';
import { submit } from '../../api/submit.ts';
import { stepUpRequest } from './step-up.slice.ts';

export function* stepUpSaga(): SagaGenerator {
  yield takeLatest(stepUpRequest.submitted, untilLeft(stepUpRequest, confirmPassword));
}

function* confirmPassword({ payload }: ReturnType<typeof stepUpRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(
    stepUpRequest,
    (client, input) => client.post('/user/step-up', input),
    payload,
    'page',
  );
  if (outcome.status === 'succeeded') yield put(stepUpPassed());
}
