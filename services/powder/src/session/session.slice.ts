import type { Account } from '@gnar/contract';
import { eventsOf, makeReducer } from '@gnar/edge/redux';

/** Why nobody is signed in any more. */
export type SessionEnd = 'logged_out' | 'refused' | 'idle' | 'other_tab';

export interface SessionState {
  /** `checking`: there is a token and nobody has said yet whether it is good. `unreachable`: nobody could say. */
  status: 'checking' | 'unreachable' | 'signed_in' | 'signed_out';
  account: Account | null;
  endedBy: SessionEnd | null;
}

const event = eventsOf('session');

/** The page looks whether the token it kept is still good. */
export const checkStarted = event('checkStarted');
/** The user wants it looked at again, after the service did not answer. */
export const checkRequested = event('checkRequested');
/** There is no token, or it was no good. */
export const absenceFound = event('absenceFound');
export const serviceUnreachable = event('serviceUnreachable');
/** The kept token was good: the user is still signed in. */
export const sessionResumed = event<Account>('sessionResumed');
/** The user has logged in. */
export const sessionOpened = event<Account>('sessionOpened');
/** The service told something newer about the account. */
export const accountChanged = event<Account>('accountChanged');
/** A fresh token came; the payload says when it ends, milliseconds since 1970, null when unknown. */
export const tokenRenewed = event<number | null>('tokenRenewed');
export const logOutChosen = event('logOutChosen');
export const sessionEnded = event<SessionEnd>('sessionEnded');

const initialState: SessionState = { status: 'checking', account: null, endedBy: null };

export const sessionReducer = makeReducer<SessionState>(initialState, (on) => {
  on(checkStarted, (state) => (state.status === 'signed_out' ? { ...state, status: 'checking' } : state));
  on(absenceFound, () => ({ status: 'signed_out', account: null, endedBy: null }));
  on(serviceUnreachable, (state) => ({ ...state, status: state.account ? state.status : 'unreachable' }));
  on(sessionResumed, (_state, account) => ({ status: 'signed_in', account, endedBy: null }));
  on(sessionOpened, (_state, account) => ({ status: 'signed_in', account, endedBy: null }));
  on(accountChanged, (state, account) => (state.account?.id === account.id ? { ...state, account } : state));
  on(sessionEnded, (_state, endedBy) => ({ status: 'signed_out', account: null, endedBy }));
});
