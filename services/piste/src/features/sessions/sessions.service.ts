import type { SessionsResponse } from '@gnar/contract';
import { NotFoundError, type Database, type Session, type Sessions } from '@gnar/gear';
import { z } from 'zod';
import { sessionAnswer } from '../../accounts/session-answer.ts';
import { recordAudit, type Caller } from '../../audit/audit.ts';

export interface SessionsService {
  list(session: Session): Promise<SessionsResponse>;
  /** Ends one of the caller's sessions. @throws NotFoundError for anything else */
  end(session: Session, sid: string, caller: Caller): Promise<void>;
}

interface SessionsOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly sessions: Pick<Sessions, 'list' | 'end'>;
}

export function createSessionsService({ database, sessions }: SessionsOptions): SessionsService {
  return {
    async list({ userId, sid }) {
      const rows = await sessions.list(userId);
      return { sessions: rows.map((row) => sessionAnswer(row, sid)) };
    },

    async end({ userId }, sid, caller) {
      if (!z.uuid().safeParse(sid).success) throw new NotFoundError();
      await database.transaction(async (transaction) => {
        if (!(await sessions.end(transaction, { userId, sid }))) throw new NotFoundError();
        await recordAudit(transaction, caller, { event: 'end_session', outcome: 'succeeded', userId });
      });
    },
  };
}
