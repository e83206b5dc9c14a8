import type { Account } from '@gnar/contract';
import { createAction, createSlice, type PayloadAction } from '@reduxjs/toolkit';

/** Why the session ended. */
export type SessionEnd = 'logged_out' | 'refused' | 'idle' | 'other_tab';

export interface SessionState {
  /** `checking`: the service has not yet confirmed the kept token. `unreachable`: it could not be asked. */
  status: 'checking' | 'unreachable' | 'signed_in' | 'signed_out';
  account: Account | null;
  endedBy: SessionEnd | null;
}

const signedIn = (_state: SessionState, { payload: account }: PayloadAction<Account>): SessionState => ({
  status: 'signed_in',
  account,
  endedBy: null,
});

export const sessionSlice = createSlice({
  name: 'session',
  initialState: (): SessionState => ({ status: 'checking', account: null, endedBy: null }),
  reducers: {
    /** The page asks the service whether the token it kept is still good. */
    checkStarted: (state) => {
      if (state.status === 'signed_out') state.status = 'checking';
    },
    /** There is no token, or it was no good. */
    absenceFound: (): SessionState => ({ status: 'signed_out', account: null, endedBy: null }),
    serviceUnreachable: (state) => {
      if (!state.account) state.status = 'unreachable';
    },
    /** The kept token was good: the user is still signed in. */
    sessionResumed: signedIn,
    /** The user has logged in. */
    sessionOpened: signedIn,
    /** The service sent a newer version of the account. */
    accountChanged: (state, { payload: account }: PayloadAction<Account>) => {
      if (state.account?.id === account.id) state.account = account;
    },
    sessionEnded: (_state, { payload: endedBy }: PayloadAction<SessionEnd>): SessionState => ({
      status: 'signed_out',
      account: null,
      endedBy,
    }),
  },
  selectors: {
    selectSessionStatus: ({ status }) => status,
    selectSessionEnd: ({ endedBy }) => endedBy,
    /** The account of the user who is signed in, or null. */
    selectAccount: ({ account }) => account,
  },
});

export const { checkStarted, absenceFound, serviceUnreachable, sessionResumed, sessionOpened } =
  sessionSlice.actions;
export const { accountChanged, sessionEnded } = sessionSlice.actions;
export const { selectSessionStatus, selectSessionEnd, selectAccount } = sessionSlice.selectors;

/** The user wants the token checked again, after the service did not answer. */
export const checkRequested = createAction('session/checkRequested');
/** A fresh token came; the payload says when it expires, milliseconds since 1970, null when unknown. */
export const tokenRenewed = createAction<number | null>('session/tokenRenewed');
/** A new password ended every session but this one. */
export const otherSessionsEnded = createAction('session/otherSessionsEnded');
export const logOutChosen = createAction('session/logOutChosen');
