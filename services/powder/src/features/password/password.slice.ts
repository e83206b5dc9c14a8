import type { ChangePasswordRequest, CheckLinkRequest, CheckLinkResponse, Empty } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import type { Problem } from '../../api/problem.ts';

/** The two links that lead to a form for a new password. */
export type PasswordLinkPurpose = Extract<CheckLinkRequest['purpose'], 'activate' | 'reset'>;

/** Where a new link is asked for. */
export const newLinkAt = { activate: '/signup', reset: '/forgot-password' } as const;

interface SetPasswordInput {
  purpose: PasswordLinkPurpose;
  token: string;
  password: string;
  /** Whose password it is, to prefill the log-in form. */
  email: string;
}

/** The user opened a mailed link. */
export const linkRequest = createRequestSlice<CheckLinkRequest, CheckLinkResponse, Problem>('password/link');
/** The user chose a password on the page behind a link. */
export const setPasswordRequest = createRequestSlice<SetPasswordInput, void, Problem>('password/set');
export const resetMailRequest = createRequestSlice<{ email: string }, Empty, Problem>('password/resetMail');
export const changePasswordRequest = createRequestSlice<ChangePasswordRequest, void, Problem>(
  'password/change',
);
