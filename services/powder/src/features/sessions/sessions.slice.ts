import type { Session } from '@gnar/contract';
import { makeReducer, makeRequest } from '@gnar/edge/redux';
import { combineReducers } from 'redux';
import type { Problem } from '../../api/problem.ts';
import { sessionEnded } from '../../session/session.slice.ts';

export const listRequest = makeRequest<void, readonly Session[], Problem>('sessions/list');
/** Somebody ends one of their sessions; the input is its sid. */
export const endRequest = makeRequest<string, void, Problem>('sessions/end');

/** The last list that came; it stays while a newer one is on its way. */
const itemsReducer = makeReducer<readonly Session[] | null>(null, (on) => {
  on(listRequest.succeeded, (_items, sessions) => sessions);
  on(sessionEnded, () => null);
});

/** The session that is being ended. */
const endingReducer = makeReducer<string | null>(null, (on) => {
  on(endRequest.submitted, (_ending, sid) => sid);
  on(endRequest.succeeded, () => null);
  on(endRequest.refused, () => null);
  on(endRequest.left, () => null);
});

export const sessionsReducer = combineReducers({
  list: listRequest.reducer,
  end: endRequest.reducer,
  items: itemsReducer,
  ending: endingReducer,
});
