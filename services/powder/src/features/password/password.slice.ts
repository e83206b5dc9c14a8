import type { ChangePasswordRequest, CheckLinkRequest, CheckLinkResponse } from '@gnar/contract';
import { makeRequest } from '@gnar/edge/redux';
import { combineReducers } from 'redux';
import type { Problem } from '../../api/problem.ts';
import { strengthReducer } from './strength.slice.ts';

/** The two links that lead to a form for a new password. */
export type PasswordLinkPurpose = Extract<CheckLinkRequest['purpose'], 'activate' | 'reset'>;

interface SetPasswordInput {
  purpose: PasswordLinkPurpose;
  token: string;
  password: string;
  /** Whose password it is, to prefill the log-in form. */
  email: string;
}

/** Somebody opened a mailed link. */
export const linkRequest = makeRequest<CheckLinkRequest, CheckLinkResponse, Problem>('password/link');
/** Somebody chose a password on the page behind a link. */
export const setPasswordRequest = makeRequest<SetPasswordInput, void, Problem>('password/set');
export const resetMailRequest = makeRequest<{ email: string }, void, Problem>('password/resetMail');
export const changePasswordRequest = makeRequest<ChangePasswordRequest, void, Problem>('password/change');

export const passwordReducer = combineReducers({
  strength: strengthReducer,
  link: linkRequest.reducer,
  set: setPasswordRequest.reducer,
  resetMail: resetMailRequest.reducer,
  change: changePasswordRequest.reducer,
});
