import { CANCEL, type TakeableChannel } from 'redux-saga';
import * as effects from 'redux-saga/effects';
import type { Effect } from 'redux-saga/effects';
import type { Action } from 'redux';

/** A saga that may be delegated to with `yield*` and gives a typed result. */
export type SagaGenerator<Result = void> = Generator<Effect, Result>;

/** One effect whose result `yield*` gives back with its type. */
type TypedEffect<Result> = Generator<Effect, Result, Result>;

/** What `call` gives back: the result of a saga, the value of a promise. */
type Outcome<Result> = Result extends SagaGenerator<infer Returned> ? Returned : Awaited<Result>;

/** redux-saga's `call`: `const account = yield* call(getAccount, client)`. */
export function* call<Arguments extends unknown[], Result>(
  fn: (...args: Arguments) => Result,
  ...args: Arguments
): TypedEffect<Outcome<Result>> {
  return yield effects.call<(...args: Arguments) => Result>(fn, ...args);
}

/**
 * Like `call`, for work that can be aborted: the signal that `fn` gets aborts when the saga is cancelled while it waits,
 * for instance because its page was left.
 */
export function* callAbortable<Result>(fn: (signal: AbortSignal) => Promise<Result>): TypedEffect<Result> {
  return yield effects.call(() => {
    const controller = new AbortController();
    const answer = (async () => fn(controller.signal))();
    // redux-saga calls this when the effect is cancelled. A `finally` that yields would not do: behind a `yield*`, the
    // generator outside goes on after it as if nothing had been cancelled.
    return Object.assign(answer, { [CANCEL]: () => controller.abort() });
  });
}

/** redux-saga's `select`: `const account = yield* select(selectAccount)`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each selector brings its own state
export function* select<State, Result>(selector: (state: State) => Result): TypedEffect<Result> {
  return yield effects.select(selector);
}

/** redux-saga's `getContext`: `const client = yield* getContext<ApiClient>('client')`. */
export function* getContext<Value>(key: string): TypedEffect<Value> {
  return yield effects.getContext(key);
}

/** redux-saga's `take`, of an action that a creator of RTK made or a test accepts, or of a channel's next message. */
export function take<Taken extends Action>(pattern: {
  match: (action: unknown) => action is Taken;
}): TypedEffect<Taken>;
export function take(test: (action: Action) => boolean): TypedEffect<Action>;
export function take<Message>(channel: TakeableChannel<Message>): TypedEffect<Message>;
export function* take(
  source: { match: (action: unknown) => boolean } | ((action: Action) => boolean) | TakeableChannel<unknown>,
): TypedEffect<unknown> {
  if ('match' in source) return yield effects.take((action: Action) => source.match(action));
  if (typeof source === 'function') return yield effects.take(source);
  return yield effects.take(source);
}

/** redux-saga's `delay`, milliseconds. */
export function* delay(milliseconds: number): TypedEffect<true> {
  return yield effects.delay(milliseconds);
}

/** redux-saga's `race` between typed effects: the winner's result under its name, `undefined` under the others'. */
export function* race<Effects extends Record<string, SagaGenerator<unknown>>>(
  contenders: Effects,
): TypedEffect<{
  [Name in keyof Effects]?: Effects[Name] extends SagaGenerator<infer Result> ? Result : never;
}> {
  return yield effects.race(contenders);
}
