import { notified } from '@gnar/edge/notifications';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeEvery, takeLatest } from 'redux-saga/effects';
import { submit } from '../../api/submit.ts';
import type { Logic } from '../../manifest/feature.ts';
import { otherSessionsEnded } from '../../session/session.slice.ts';
import { endRequest, listRequest, sessionsSlice } from './sessions.slice.ts';

export const sessionsLogic: Logic = { slices: [sessionsSlice, listRequest, endRequest], saga: sessionsSaga };

function* sessionsSaga(): SagaGenerator {
  yield takeLatest(listRequest.submitted, untilLeft(listRequest, listSaga));
  yield takeEvery(endRequest.submitted, untilLeft(endRequest, endSaga));
  yield takeEvery(otherSessionsEnded, function* () {
    yield put(listRequest.submitted());
  });
}

function* listSaga(): SagaGenerator {
  yield* submit(
    listRequest,
    async (client) => (await client.get('/user/sessions')).sessions,
    undefined,
    'page',
  );
}

function* endSaga({ payload }: ReturnType<typeof endRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(
    endRequest,
    (client, sid) => client.delete('/user/sessions/:sid', { params: { sid } }),
    payload,
  );
  if (outcome.status === 'succeeded') {
    yield put(notified({ id: 'sessionEnded', severity: 'success', message: 'sessions.ended' }));
  } else if (outcome.status === 'refused' && outcome.problem.code === 'not_found') {
    // It is gone already; the fresh list will tell.
    yield put(notified({ id: 'sessionEnded', severity: 'info', message: 'sessions.gone' }));
  }
  yield put(listRequest.submitted());
}
