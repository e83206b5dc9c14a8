import { createAction, type PayloadAction } from '@reduxjs/toolkit';

/** Makes the actions of one event, and recognises them. */
export interface EventCreator<Payload> {
  (payload: Payload): PayloadAction<Payload>;
  type: string;
  match: (action: unknown) => action is PayloadAction<Payload>;
}

/**
 * Makes the action creators of one feature. Actions are events in the past tense: they say what happened
 * (`submitted`, `sessionEnded`), never what to do.
 *
 * @example
 * const event = eventsOf('password');
 * export const passwordTyped = event<string>('passwordTyped'); // { type: 'password/passwordTyped', payload }
 */
export function eventsOf(feature: string): <Payload = void>(name: string) => EventCreator<Payload> {
  return <Payload = void>(name: string) =>
    createAction(`${feature}/${name}`, (payload: Payload) => ({ payload }));
}
