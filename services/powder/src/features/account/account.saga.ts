import { notified } from '@gnar/edge/notifications';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { saveInterrupted, submit } from '../../api/submit.ts';
import type { Logic } from '../../manifest/feature.ts';
import { getAccount } from '../../session/session.api.ts';
import { accountChanged } from '../../session/session.slice.ts';
import { draftSlice, reloadRequest, saveDetailsRequest } from './account.slice.ts';

export const accountLogic: Logic = {
  slices: [draftSlice, saveDetailsRequest, reloadRequest],
  saga: accountSaga,
};

function* accountSaga(): SagaGenerator {
  yield takeLatest(saveDetailsRequest.submitted, untilLeft(saveDetailsRequest, saveSaga, saveInterrupted));
  yield takeLatest(reloadRequest.submitted, untilLeft(reloadRequest, reloadSaga));
}

function* saveSaga({ payload }: ReturnType<typeof saveDetailsRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(
    saveDetailsRequest,
    (client, { id, changes }) => client.put('/user/:id', changes, { params: { id } }),
    payload,
  );
  if (outcome.status !== 'succeeded') return;
  yield put(accountChanged(outcome.result));
  yield put(notified({ id: 'detailsSaved', severity: 'success', message: 'account.personal.saved' }));
}

/** Brings the newest details; what was typed stays typed. */
function* reloadSaga(): SagaGenerator {
  const outcome = yield* submit(reloadRequest, getAccount, undefined);
  if (outcome.status !== 'succeeded') return;
  yield put(accountChanged(outcome.result));
  yield put(saveDetailsRequest.left());
}
