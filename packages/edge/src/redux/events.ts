import { createAction, type PayloadActionCreator } from '@reduxjs/toolkit';

/**
 * Makes the action creators of one feature. Actions are events in the past tense: they say what happened
 * (`submitted`, `sessionEnded`), never what to do.
 *
 * @example
 * const event = eventsOf('password');
 * export const passwordTyped = event<string>('passwordTyped'); // { type: 'password/passwordTyped', payload }
 */
export function eventsOf(feature: string): <Payload = void>(name: string) => PayloadActionCreator<Payload> {
  return <Payload = void>(name: string) => createAction<Payload>(`${feature}/${name}`);
}
