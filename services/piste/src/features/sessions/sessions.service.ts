import type { SessionsResponse } from '@gnar/contract';
import type { Database } from '@gnar/gear/database';
import { NotFoundError, StepUpRequiredError } from '@gnar/gear/errors';
import type { Session, Sessions } from '@gnar/gear/sessions';
import { toSessionResponse } from '../../accounts/session-response.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';

export interface SessionsService {
  list(session: Session): Promise<SessionsResponse>;
  /** Ends one of the caller's sessions. @throws StepUpRequiredError for another than the one that asks; NotFoundError */
  end(session: Session, sid: string, caller: Caller): Promise<void>;
}

export interface SessionsOptions {
  readonly database: Pick<Database, 'run' | 'transaction'>;
  readonly sessions: Pick<Sessions, 'list' | 'end' | 'isSteppedUp'>;
}

export function createSessionsService({ database, sessions }: SessionsOptions): SessionsService {
  return {
    async list({ userId, sid }) {
      const rows = await sessions.list(userId);
      return { sessions: rows.map((row) => toSessionResponse(row, sid)) };
    },

    end: (session, sid, caller) =>
      auditRefusal(database, caller, 'end_session', async (subject) => {
        const { userId } = session;
        subject.userId = userId;
        await database.transaction(async (transaction) => {
          const allowed = sid === session.sid || (await sessions.isSteppedUp(transaction, session));
          if (!allowed) throw new StepUpRequiredError();
          // First, since it locks the user: the order of `lockUser`. A 404 takes it back.
          await recordAudit(transaction, caller, { event: 'end_session', outcome: 'succeeded', userId });
          if (!(await sessions.end(transaction, { userId, sid }))) throw new NotFoundError();
        });
      }),
  };
}
