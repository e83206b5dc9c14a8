import { createReducer, type Draft } from '@reduxjs/toolkit';
import type { Reducer } from 'redux';
import type { EventCreator } from './events.ts';

/** Says what an event does to the state: return the next state, or change the draft that is given. */
export type On<State> = <Payload>(
  event: EventCreator<Payload>,
  next: (state: Draft<State>, payload: Payload) => State | Draft<State> | void,
) => void;

/**
 * Makes a reducer from a table of events. Handlers get the payload itself, typed by the event.
 *
 * @example
 * makeReducer(0, (on) => {
 *   on(stepped, (height, metres) => height + metres);
 *   on(fell, () => 0);
 * });
 */
export function makeReducer<State>(initialState: State, describe: (on: On<State>) => void): Reducer<State> {
  return createReducer<State>(initialState, (builder) => {
    describe((event, next) => {
      builder.addMatcher(event.match, (draft, action) => next(draft, action.payload));
    });
  });
}
