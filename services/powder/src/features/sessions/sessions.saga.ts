import { notified } from '@gnar/edge/notifications';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeEvery, takeLatest } from 'redux-saga/effects';
import { submit } from '../../api/submit.ts';
import { endSession, listSessions } from './sessions.api.ts';
import { endRequest, listRequest } from './sessions.slice.ts';

export function* sessionsSaga(): SagaGenerator {
  yield takeLatest(listRequest.submitted, untilLeft(listRequest, listSaga));
  yield takeEvery(endRequest.submitted, untilLeft(endRequest, endSaga));
}

export function* listSaga(): SagaGenerator {
  yield* submit(listRequest, listSessions, undefined, 'page');
}

export function* endSaga({ payload: sid }: ReturnType<typeof endRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(endRequest, endSession, sid);
  if (outcome.status === 'succeeded') {
    yield put(notified({ id: 'sessionEnded', severity: 'success', message: 'sessions.ended' }));
  } else if (outcome.status === 'refused' && outcome.problem.code === 'not_found') {
    // It is gone already; the fresh list will tell.
    yield put(notified({ id: 'sessionEnded', severity: 'info', message: 'sessions.gone' }));
  }
  yield put(listRequest.submitted());
}
