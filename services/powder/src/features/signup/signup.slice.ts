import { combineReducers } from 'redux';
import { makeRequest } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

/** The first request for a link, from the sign-up page. */
export const signUpRequest = makeRequest<{ email: string }, void, Problem>('signup/first');
/** The same once more, from the page that says to look into the mailbox. */
export const sendAgainRequest = makeRequest<{ email: string }, void, Problem>('signup/again');

export const signupReducer = combineReducers({
  first: signUpRequest.reducer,
  again: sendAgainRequest.reducer,
});
