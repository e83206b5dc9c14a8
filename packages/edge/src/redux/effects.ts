import { CANCEL, type TakeableChannel } from 'redux-saga';
import { call, getContext, race, select, take, type Effect } from 'redux-saga/effects';

/** A saga that may be delegated to with `yield*` and gives a typed result. */
export type SagaGenerator<Result = void> = Generator<Effect, Result>;

/** What `call` gives back: the result of a saga, the value of a promise. */
type Outcome<Result> = Result extends SagaGenerator<infer Returned> ? Returned : Awaited<Result>;

/** `call` with a typed answer: `const account = yield* invoke(getAccount, client)`. */
export function* invoke<Arguments extends unknown[], Result>(
  fn: (...args: Arguments) => Result,
  ...args: Arguments
): Generator<Effect, Outcome<Result>, Outcome<Result>> {
  return yield call<(...args: Arguments) => Result>(fn, ...args);
}

/**
 * Like `invoke`, for work that can be called off: the signal that `fn` gets aborts when the saga is cancelled while it
 * waits, for instance because its page was left.
 */
export function* invokeAbortable<Result>(
  fn: (signal: AbortSignal) => Promise<Result>,
): Generator<Effect, Result, Result> {
  return yield call(() => {
    const controller = new AbortController();
    const answer = (async () => fn(controller.signal))();
    // redux-saga calls this when the effect is cancelled. A `finally` that yields would not do: behind a `yield*`, the
    // generator outside goes on after it as if nothing had been cancelled.
    return Object.assign(answer, { [CANCEL]: () => controller.abort() });
  });
}

/** `select` with a typed answer: `const account = yield* read(selectAccount)`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each selector brings its own state
export function* read<State, Result>(selector: (state: State) => Result): Generator<Effect, Result, Result> {
  return yield select(selector);
}

/** `getContext` with a typed answer: `const { client } = yield* surroundings<Services>('services')`. */
export function* surroundings<Value>(key: string): Generator<Effect, Value, Value> {
  return yield getContext(key);
}

/** `race` with a typed answer: the winner's outcome under its name, `undefined` under the others'. */
export function* firstOf<Outcomes extends object>(
  effects: Readonly<Record<keyof Outcomes, Effect>>,
): Generator<Effect, Partial<Outcomes>, Partial<Outcomes>> {
  return yield race(effects);
}

/** `take` from a channel with a typed answer. */
export function* nextOf<Message>(channel: TakeableChannel<Message>): Generator<Effect, Message, Message> {
  return yield take(channel);
}
