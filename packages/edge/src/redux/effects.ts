import { call, getContext, select, type Effect } from 'redux-saga/effects';

/** A saga that may be delegated to with `yield*` and gives a typed result. */
export type SagaGenerator<Result = void> = Generator<Effect, Result>;

/** `call` with a typed answer: `const account = yield* invoke(getAccount, client)`. */
export function* invoke<Arguments extends unknown[], Result>(
  fn: (...args: Arguments) => Result,
  ...args: Arguments
): Generator<Effect, Awaited<Result>, Awaited<Result>> {
  return yield call<(...args: Arguments) => Result>(fn, ...args);
}

/** `select` with a typed answer: `const account = yield* read(selectAccount)`. */
export function* read<State, Result>(selector: (state: State) => Result): Generator<Effect, Result, Result> {
  return yield select(selector);
}

/** `getContext` with a typed answer: `const { client } = yield* surroundings<Services>('services')`. */
export function* surroundings<Value>(key: string): Generator<Effect, Value, Value> {
  return yield getContext(key);
}
