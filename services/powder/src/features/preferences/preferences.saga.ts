import { notified } from '@gnar/edge/notifications';
import { call, select, untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { ask } from '../../api/ask.ts';
import { service } from '../../api/services.ts';
import { problemOf, saveInterrupted, submit } from '../../api/submit.ts';
import { accountChanged, selectAccount, sessionOpened, sessionResumed } from '../../session/session.slice.ts';
import { saveLocale } from './preferences.api.ts';
import { languageChosen, savePreferencesRequest } from './preferences.slice.ts';

export function* preferencesSaga(): SagaGenerator {
  yield takeLatest(languageChosen, languageSaga);
  yield takeLatest(
    savePreferencesRequest.submitted,
    untilLeft(savePreferencesRequest, savePreferencesSaga, saveInterrupted),
  );
  yield takeLatest([sessionOpened, sessionResumed], followAccountSaga);
}

/** Shows the language and, for whoever is signed in, writes mails in it from now on. */
export function* languageSaga({ payload: locale }: ReturnType<typeof languageChosen>): SagaGenerator {
  const shown = yield* showLanguage(locale, true);
  const account = yield* select(selectAccount);
  if (!shown || account === null || account.locale === locale) return;
  try {
    yield put(accountChanged(yield* ask(saveLocale, { id: account.id, locale })));
  } catch (error) {
    // The page speaks the language already; the preferences page saves it with a way to retry.
    problemOf(error);
  }
}

export function* savePreferencesSaga({
  payload,
}: ReturnType<typeof savePreferencesRequest.submitted>): SagaGenerator {
  const outcome = yield* submit(savePreferencesRequest, saveLocale, payload);
  if (outcome.status !== 'succeeded') return;
  yield put(accountChanged(outcome.result));
  yield* showLanguage(payload.locale, true);
  yield put(notified({ id: 'preferencesSaved', severity: 'success', message: 'preferences.saved' }));
}

/** The account's language counts where nobody has chosen one in this browser. */
export function* followAccountSaga({ payload: account }: ReturnType<typeof sessionOpened>): SagaGenerator {
  const language = yield* service('language');
  if (account.locale !== null && !language.isChosen()) yield* showLanguage(account.locale, false);
}

function* showLanguage(tag: string, remember: boolean): SagaGenerator<boolean> {
  const language = yield* service('language');
  try {
    yield* call(language.change, tag, { remember });
    return true;
  } catch {
    // Its words come over the network too.
    yield put(notified({ id: 'language', severity: 'error', message: 'preferences.languageFailed' }));
    return false;
  }
}
