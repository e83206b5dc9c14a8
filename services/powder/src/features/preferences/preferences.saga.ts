import { notified } from '@gnar/edge/notifications';
import { untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { saveInterrupted, submit } from '../../api/submit.ts';
import type { Logic } from '../../manifest/feature.ts';
import { accountChanged } from '../../session/session.slice.ts';
import { showLanguage } from './language.saga.ts';
import { saveLocale } from './preferences.api.ts';
import { savePreferencesRequest } from './preferences.slice.ts';

export const preferencesLogic: Logic = { slices: [savePreferencesRequest], saga: preferencesSaga };

function* preferencesSaga(): SagaGenerator {
  yield takeLatest(
    savePreferencesRequest.submitted,
    untilLeft(savePreferencesRequest, savePreferences, saveInterrupted),
  );
}

function* savePreferences({ payload }: ReturnType<typeof savePreferencesRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(savePreferencesRequest, saveLocale, payload);
  if (outcome.status !== 'succeeded') return;
  yield put(accountChanged(outcome.result));
  yield* showLanguage(payload.locale, true);
  yield put(notified({ id: 'preferencesSaved', severity: 'success', message: 'preferences.saved' }));
}
