import { notified } from '@gnar/edge/notifications';
import type { SagaGenerator } from '@gnar/edge/redux';
import { call, delay, put } from 'redux-saga/effects';

/** Milliseconds before each new start; after the last one a saga that throws again is given up. */
const pauses = [100, 400, 1_600, 6_400] as const;

/** Milliseconds after which a saga that has thrown counts as sound again. */
const soundAfter = 60_000;

/**
 * Runs a saga to its end. One that throws is reported and started again, later each time, and given up after a few
 * tries: a bug must neither end the other sagas nor keep the page or the service busy.
 */
export function* supervise(saga: () => SagaGenerator): SagaGenerator {
  for (let falls = 0; ;) {
    const startedAt = Date.now();
    try {
      yield call(saga);
      return;
    } catch (error) {
      reportError(error);
    }
    if (Date.now() - startedAt >= soundAfter) falls = 0;
    const pause = pauses[falls];
    falls += 1;
    if (pause === undefined) {
      yield put(notified({ id: 'supervisor', severity: 'error', message: 'app.givenUp' }));
      return;
    }
    yield put(notified({ id: 'supervisor', severity: 'error', message: 'problem.internal_error' }));
    yield delay(pause);
  }
}
