import type { PayloadAction } from '@reduxjs/toolkit';
import type { Action, Reducer } from 'redux';
import { call, put, take } from 'redux-saga/effects';
import { firstOf, type SagaGenerator } from './effects.ts';
import { eventsOf, type EventCreator } from './events.ts';
import { makeReducer } from './make-reducer.ts';

/** Where a request to a server stands. */
export type RequestState<Result, Problem> =
  | { status: 'idle' }
  | { status: 'sending' }
  | { status: 'succeeded'; result: Result }
  | { status: 'refused'; problem: Problem };

/** One kind of request: its events, its state machine. */
export interface Request<Input, Result, Problem> {
  /** The user asked for it. The input is not kept in the state: it may hold a password. */
  submitted: EventCreator<Input>;
  succeeded: EventCreator<Result>;
  refused: EventCreator<Problem>;
  /** The user wants the refused one sent again as it was. */
  retried: EventCreator<void>;
  /** The page that showed it went away. */
  left: EventCreator<void>;
  initialState: RequestState<Result, Problem>;
  reducer: Reducer<RequestState<Result, Problem>>;
}

/**
 * Makes the events and the state machine of a request: idle → sending → succeeded or refused, and back to idle when
 * its page is left. An answer that comes when nothing is being sent is ignored.
 *
 * @param name the feature and the request, such as `signup/link`
 */
export function makeRequest<Input, Result, Problem>(name: string): Request<Input, Result, Problem> {
  type State = RequestState<Result, Problem>;
  const event = eventsOf(name);
  const submitted = event<Input>('submitted');
  const succeeded = event<Result>('succeeded');
  const refused = event<Problem>('refused');
  const retried = event('retried');
  const left = event('left');
  const initialState: State = { status: 'idle' };
  const reducer = makeReducer<State>(initialState, (on) => {
    on(submitted, () => ({ status: 'sending' }));
    on(succeeded, (state, result) => (state.status === 'sending' ? { status: 'succeeded', result } : state));
    on(refused, (state, problem) => (state.status === 'sending' ? { status: 'refused', problem } : state));
    on(retried, (state) => (state.status === 'refused' ? { status: 'sending' } : state));
    on(left, () => initialState);
  });
  return { submitted, succeeded, refused, retried, left, initialState, reducer };
}

/**
 * Makes a worker saga that ends when the page of its request is left: the call that it waits for is cancelled, and
 * nothing that would have followed happens.
 *
 * @param interrupted what to tell when that happens
 * @example
 * yield takeLatest(signUpRequest.submitted, untilLeft(signUpRequest, signUpSaga));
 */
export function untilLeft<Input>(
  { left }: Pick<Request<Input, unknown, unknown>, 'left'>,
  saga: (submission: PayloadAction<Input>) => SagaGenerator,
  interrupted?: Action,
): (submission: PayloadAction<Input>) => SagaGenerator {
  return function* (submission) {
    const { gone } = yield* firstOf<{ done: void; gone: Action }>({
      done: call(saga, submission),
      gone: take(left),
    });
    if (gone && interrupted) yield put(interrupted);
  };
}
