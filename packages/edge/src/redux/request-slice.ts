import {
  createAction,
  createSlice,
  type ActionCreatorWithPreparedPayload,
  type PayloadAction,
} from '@reduxjs/toolkit';
import type { Action, Reducer } from 'redux';
import { put } from 'redux-saga/effects';
import { call, race, take, type SagaGenerator } from './effects.ts';

/** The state of a request to a server. */
export type RequestState<Result, Problem> =
  | { status: 'idle' }
  | { status: 'sending' }
  | { status: 'succeeded'; result: Result }
  | { status: 'refused'; problem: Problem };

type EventCreator<Payload> = ActionCreatorWithPreparedPayload<[payload: Payload], Payload>;

/** One kind of request: its actions, its reducer, its selector. */
export interface RequestSlice<Input, Result, Problem> {
  /** The user asked for it. The input is not kept in the state: it may hold a password. */
  submitted: EventCreator<Input>;
  succeeded: EventCreator<Result>;
  refused: EventCreator<Problem>;
  /** The user wants the refused one sent again as it was. */
  retried: EventCreator<void>;
  /** The page that showed it went away. */
  left: EventCreator<void>;
  /** The request's key in the store's state: the name it was made with. */
  reducerPath: string;
  reducer: Reducer<RequestState<Result, Problem>>;
  /** Selects the request from the store's state, in which `reducer` stands at `reducerPath`. */
  select: (state: Record<string, RequestState<Result, Problem>>) => RequestState<Result, Problem>;
}

/**
 * Makes the slice of a request: idle → sending → succeeded or refused, and back to idle when its page is left. An
 * answer that comes when nothing is being sent is ignored.
 *
 * @param name the feature and the request, such as `signup/link`
 */
export function createRequestSlice<Input, Result, Problem>(
  name: string,
): RequestSlice<Input, Result, Problem> {
  type State = RequestState<Result, Problem>;
  const event = <Payload = void>(happened: string) =>
    createAction(`${name}/${happened}`, (payload: Payload) => ({ payload }));
  const submitted = event<Input>('submitted');
  const succeeded = event<Result>('succeeded');
  const refused = event<Problem>('refused');
  const retried = event('retried');
  const left = event('left');
  const initialState: State = { status: 'idle' };
  const slice = createSlice({
    name,
    // RTK would infer the one member of the union that the value is.
    initialState: (): State => initialState,
    reducers: {},
    extraReducers: (builder) => {
      builder
        .addCase(submitted, () => ({ status: 'sending' }))
        .addCase(succeeded, (state, { payload }) =>
          state.status === 'sending' ? { status: 'succeeded', result: payload } : state,
        )
        .addCase(refused, (state, { payload }) =>
          state.status === 'sending' ? { status: 'refused', problem: payload } : state,
        )
        .addCase(retried, (state) => (state.status === 'refused' ? { status: 'sending' } : state))
        .addCase(left, () => initialState);
    },
  });
  return {
    ...{ submitted, succeeded, refused, retried, left },
    reducerPath: slice.reducerPath,
    reducer: slice.reducer,
    select: (state) => slice.selectSlice(state),
  };
}

/**
 * Makes a worker saga that ends when the page of its request is left: the call that it waits for is cancelled, and
 * nothing that would have followed happens.
 *
 * @param interrupted dispatched when that happens
 * @example
 * yield takeLatest(signUpRequest.submitted, untilLeft(signUpRequest, signUpSaga));
 */
export function untilLeft<Input>(
  { left }: Pick<RequestSlice<Input, unknown, unknown>, 'left'>,
  saga: (submission: PayloadAction<Input>) => SagaGenerator,
  interrupted?: Action,
): (submission: PayloadAction<Input>) => SagaGenerator {
  return function* (submission) {
    const { gone } = yield* race({ done: call(saga, submission), gone: take(left) });
    if (gone && interrupted) yield put(interrupted);
  };
}
