export type { NewSession, OpenedSession, Session, SessionRow, Sessions } from './sessions.ts';
