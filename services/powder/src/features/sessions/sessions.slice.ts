import type { Session } from '@gnar/contract';
import { createRequestSlice } from '@gnar/edge/redux';
import { createSlice } from '@reduxjs/toolkit';
import type { Problem } from '../../api/problem.ts';
import { sessionEnded } from '../../session/session.slice.ts';

export const listRequest = createRequestSlice<void, readonly Session[], Problem>('sessions/list');
/** The user ends one of their sessions; the input is its sid. */
export const endRequest = createRequestSlice<string, void, Problem>('sessions/end');

export interface SessionsState {
  /** The last list that came; it stays while a newer one is on its way. */
  items: readonly Session[] | null;
  /** The sid of the session that is being ended. */
  ending: string | null;
}

const endOver = (state: SessionsState): SessionsState => ({ ...state, ending: null });

export const sessionsSlice = createSlice({
  name: 'sessions',
  initialState: (): SessionsState => ({ items: null, ending: null }),
  reducers: {},
  extraReducers: (builder) => {
    builder
      .addCase(listRequest.succeeded, (state, { payload: items }): SessionsState => ({ ...state, items }))
      .addCase(sessionEnded, (state): SessionsState => ({ ...state, items: null }))
      .addCase(endRequest.submitted, (state, { payload: ending }): SessionsState => ({ ...state, ending }))
      .addCase(endRequest.succeeded, endOver)
      .addCase(endRequest.refused, endOver)
      .addCase(endRequest.left, endOver);
  },
  selectors: {
    selectSessions: ({ items }) => items,
    selectEnding: ({ ending }) => ending,
  },
});

export const { selectSessions, selectEnding } = sessionsSlice.selectors;
