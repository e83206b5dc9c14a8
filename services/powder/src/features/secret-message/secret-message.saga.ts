import { delay, select, untilLeft, type SagaGenerator } from '@gnar/edge/redux';
import { put, takeLatest } from 'redux-saga/effects';
import { ask } from '../../api/ask.ts';
import type { ApiClient } from '../../api/client.ts';
import { isAccessRefused } from '../../api/problem.ts';
import { accessRefused, problemOf, submit } from '../../api/submit.ts';
import type { Logic } from '../../manifest/feature.ts';
import { sessionEnded } from '../../session/session.slice.ts';
import { parseCheckIn } from './check-in.ts';
import {
  checkInRequest,
  lookedAgain,
  messageArrived,
  messageMissed,
  messagePromised,
  messageSlice,
  selectMessage,
} from './secret-message.slice.ts';

/** Milliseconds between two looks, and how many looks: a queue may be a little late. */
const lookEvery = 3_000;
const looks = 20;

export const secretMessageLogic: Logic = { slices: [checkInRequest, messageSlice], saga: secretMessageSaga };

function* secretMessageSaga(): SagaGenerator {
  yield takeLatest(checkInRequest.submitted, untilLeft(checkInRequest, checkInSaga));
  yield takeLatest([messagePromised, lookedAgain, sessionEnded], waitSaga);
}

function* checkInSaga(): SagaGenerator {
  const outcome = yield* submit(
    checkInRequest,
    async (client) => parseCheckIn(await client.get('/10-45')),
    undefined,
  );
  if (outcome.status !== 'succeeded' || outcome.result.messageId === null) return;
  const { sentence, messageId: id, delaySeconds } = outcome.result;
  yield put(messagePromised({ sentence, id, delaySeconds, dueAt: Date.now() + delaySeconds * 1000 }));
}

/** A problem with the code `message_not_found` means that it has not come yet. */
const getMessage = (client: ApiClient, id: string) =>
  client.get('/10-45/get-message/:id', { params: { id } });

/** Waits until the message is due and looks for it until it is there; a service that is down is just late. */
function* waitSaga(): SagaGenerator {
  const promise = yield* select(selectMessage);
  if (promise.status !== 'promised' && promise.status !== 'missing') return;
  if (promise.status === 'promised') yield* delay(Math.max(0, promise.dueAt - Date.now()));
  for (let look = 0; look < looks; look += 1) {
    try {
      yield put(messageArrived(yield* ask(getMessage, promise.id)));
      return;
    } catch (error) {
      const problem = problemOf(error);
      if (isAccessRefused(problem)) {
        yield put(accessRefused(problem));
        return;
      }
    }
    yield* delay(lookEvery);
  }
  yield put(messageMissed());
}
