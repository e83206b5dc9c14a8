import type { SessionState } from './session.slice.ts';

interface WithSession {
  session: SessionState;
}

export const selectSessionStatus = (state: WithSession) => state.session.status;
export const selectSessionEnd = (state: WithSession) => state.session.endedBy;
/** The account of whoever is signed in, or null. */
export const selectAccount = (state: WithSession) => state.session.account;
