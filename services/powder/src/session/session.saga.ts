import { decodeJwt, jwtExpiry, type JwtStore } from '@gnar/edge/jwt';
import { notified } from '@gnar/edge/notifications';
import { call, delay, race, select, take, type SagaGenerator } from '@gnar/edge/redux';
import { buffers, eventChannel } from 'redux-saga';
import { fork, put, takeEvery, takeLatest } from 'redux-saga/effects';
import { ask } from '../api/ask.ts';
import { isOutage } from '../api/problem.ts';
import { service } from '../api/services.ts';
import { accessRefused, problemOf } from '../api/submit.ts';
import { getAccount } from './session.api.ts';
import {
  absenceFound,
  checkRequested,
  checkStarted,
  logOutChosen,
  selectAccount,
  selectSessionStatus,
  serviceUnreachable,
  sessionEnded,
  sessionResumed,
  tokenRenewed,
  type SessionEnd,
} from './session.slice.ts';

/** Milliseconds that logging out waits for the service before it goes on without its word. */
const logOutPatience = 5_000;

/** Milliseconds after which a service that could not be reached is asked again by itself. */
const lookAgainAfter = 5_000;

/** Who is signed in, from the page's load to its end. */
export function* sessionSaga(): SagaGenerator {
  yield takeLatest(checkRequested, checkSession);
  yield takeEvery(accessRefused, () => endSession('refused'));
  yield takeLatest(tokenRenewed, ({ payload }) => endWhenIdle(payload));
  yield takeLatest(logOutChosen, logOutSaga);
  yield fork(followOtherTabs);
  yield put(checkRequested());
}

/** Asks the service whether the kept token is still good. */
function* checkSession(): SagaGenerator {
  const jwt = yield* service('jwt');
  if (jwt.read() === null) {
    yield put(absenceFound());
    return;
  }
  yield put(checkStarted());
  try {
    yield put(sessionResumed(yield* ask(getAccount, undefined)));
  } catch (error) {
    if (!isOutage(problemOf(error))) {
      yield* endSession('refused');
      return;
    }
    yield put(serviceUnreachable());
    yield* delay(lookAgainAfter);
    yield put(checkRequested());
  }
}

/** Forgets the token and all that the pages know of the user. */
export function* endSession(reason: SessionEnd): SagaGenerator {
  const jwt = yield* service('jwt');
  jwt.clear();
  const status = yield* select(selectSessionStatus);
  if (status !== 'signed_out') yield put(sessionEnded(reason));
}

/** A token that nothing renewed is dead; the page then stops showing what it protected. */
function* endWhenIdle(expiresAt: number | null): SagaGenerator {
  if (expiresAt === null) return;
  yield* delay(Math.max(0, expiresAt - Date.now()));
  yield* endSession('idle');
}

/** The token goes in any case: a service that is down must not keep a user of a shared machine signed in. */
export function* logOutSaga(): SagaGenerator {
  const client = yield* service('client');
  let told: boolean;
  try {
    const { late } = yield* race({
      // Not called off with the wait: on a slow network it may still arrive.
      answered: call(() => client.post('/user/logout')),
      late: delay(logOutPatience),
    });
    told = late === undefined;
  } catch (error) {
    told = !isOutage(problemOf(error));
  }
  yield* endSession('logged_out');
  yield put(
    told
      ? notified({ id: 'logged_out', severity: 'success', message: 'session.logged_out' })
      : notified({ id: 'logged_out', severity: 'warning', message: 'session.logged_out_here' }),
  );
}

/** Tells that another tab stored or cleared the token; what is kept now may be newer than what it did. */
const otherTabs = (jwt: JwtStore) =>
  eventChannel<true>((emit) => jwt.watch(() => emit(true)), buffers.sliding(1));

/** Logging out (or in) in one tab does so in all of them. */
function* followOtherTabs(): SagaGenerator {
  const jwt = yield* service('jwt');
  const channel = otherTabs(jwt);
  for (;;) {
    yield* take(channel);
    const token = jwt.read();
    const account = yield* select(selectAccount);
    if (token === null) yield* endSession('other_tab');
    else if (account?.id === decodeJwt(token)?.sub) yield put(tokenRenewed(jwtExpiry(token)));
    else {
      // Nothing that one person saw or typed may be there when the next one is.
      if (account !== null) yield put(sessionEnded('other_tab'));
      yield put(checkRequested());
    }
  }
}
