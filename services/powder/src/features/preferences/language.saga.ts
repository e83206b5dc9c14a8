import { notified } from '@gnar/edge/notifications';
import { call, select, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { ask } from '../../api/ask.ts';
import { service } from '../../api/services.ts';
import { problemOf } from '../../api/submit.ts';
import { accountChanged, selectAccount, sessionOpened, sessionResumed } from '../../session/session.slice.ts';
import { saveLocale } from './preferences.api.ts';
import { languageChosen } from './preferences.slice.ts';

/** The language of the pages, from the page's load to its end. */
export function* languageSaga(): SagaGenerator {
  yield takeLatest(languageChosen, chooseLanguage);
  yield takeLatest([sessionOpened, sessionResumed], followAccount);
}

/** Shows the language and, for a user who is signed in, sends emails in it from now on. */
function* chooseLanguage({ payload: locale }: ReturnType<typeof languageChosen>): SagaGenerator {
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

/** The account's language counts unless one was chosen in this browser. */
function* followAccount({ payload: account }: ReturnType<typeof sessionOpened>): SagaGenerator {
  const language = yield* service('language');
  if (account.locale !== null && !language.isChosen()) yield* showLanguage(account.locale, false);
}

export function* showLanguage(tag: string, remember: boolean): SagaGenerator<boolean> {
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
