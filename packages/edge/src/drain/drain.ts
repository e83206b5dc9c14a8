import { runSaga, stdChannel, type RunSagaOptions } from 'redux-saga';
import type { Action } from 'redux';

/** The world that the drained saga sees; all of it may be left out. */
export interface DrainOptions<State> {
  /** Receives every action the saga puts. */
  dispatch?: (action: Action) => unknown;
  /** Answers its selects. */
  getState?: () => State;
  /** Answers its getContext. */
  context?: Record<string, unknown>;
  /** Actions that the saga will find when it takes, in this order, once it has reached its first wait. */
  actions?: readonly Action[];
}

/**
 * Runs a saga-style generator to its end, without a store, and resolves with what it returns. Every redux-saga
 * effect works. Rejects with what the generator throws.
 */
export async function drain<Result, State = unknown>(
  generator: Generator<unknown, Result>,
  { dispatch, getState, context, actions = [] }: DrainOptions<State> = {},
): Promise<Result> {
  const channel = stdChannel<Action>();
  const options: RunSagaOptions<Action, State> = { channel, onError: () => undefined };
  if (dispatch) options.dispatch = dispatch;
  if (getState) options.getState = getState;
  if (context) options.context = context;

  const task = runSaga(options, () => generator);
  for (const action of actions) {
    // A macrotask between two actions lets the saga arrive at its next take.
    await new Promise((resolve) => setTimeout(resolve, 0));
    channel.put(action);
  }
  return task.toPromise<Result>();
}
