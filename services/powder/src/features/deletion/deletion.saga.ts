import { decodeJwt } from '@gnar/edge/jwt';
import { notified } from '@gnar/edge/notifications';
import type { SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { service } from '../../api/services.ts';
import { submit } from '../../api/submit.ts';
import type { Logic } from '../../manifest/feature.ts';
import { endSession } from '../../session/session.saga.ts';
import { deleteRequest } from './deletion.slice.ts';

export const deletionLogic: Logic = { slices: [deleteRequest], saga: deletionSaga };

function* deletionSaga(): SagaGenerator {
  // Goes on when its page is left: the session must not outlive the account.
  yield takeLatest(deleteRequest.submitted, deleteSaga);
}

function* deleteSaga({ payload }: ReturnType<typeof deleteRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(
    deleteRequest,
    (client, { id, password }) => client.delete('/user/:id', { params: { id }, body: { password } }),
    payload,
  );
  if (outcome.status !== 'succeeded') return;
  const token = (yield* service('jwt')).read();
  // Another person has logged in since: neither their session ends nor is it their account that is deleted.
  if (token !== null && decodeJwt(token)?.sub !== payload.id) return;
  yield* endSession('logged_out');
  yield put(notified({ id: 'accountDeleted', severity: 'success', message: 'deletion.done' }));
}
