import type { sessionsReducer } from './sessions.slice.ts';

interface WithSessions {
  sessions: ReturnType<typeof sessionsReducer>;
}

export const selectSessions = (state: WithSessions) => state.sessions.items;
export const selectList = (state: WithSessions) => state.sessions.list;
export const selectEnding = (state: WithSessions) => state.sessions.ending;
