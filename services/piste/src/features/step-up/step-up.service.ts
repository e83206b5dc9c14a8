import type { StepUpRequest } from '@gnar/contract';
import type { Database, Session, Sessions } from '@gnar/gear';
import { findUserById, holdPassword } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import type { CurrentPassword } from '../../passwords/current-password.ts';
import { InvalidCredentialsError } from '../../passwords/invalid-credentials-error.ts';

export interface StepUpService {
  /** The owner proves again who they are. @throws InvalidCredentialsError, TooManyRequestsError */
  stepUp(session: Session, request: StepUpRequest, caller: Caller): Promise<void>;
}

interface StepUpOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly sessions: Pick<Sessions, 'stepUp'>;
  readonly currentPassword: Pick<CurrentPassword, 'proveAgain'>;
}

export function createStepUpService({ database, sessions, currentPassword }: StepUpOptions): StepUpService {
  return {
    stepUp: (session, { password }, caller) =>
      auditRefusal(database, caller, 'step_up', async (subject) => {
        const { userId } = session;
        subject.userId = userId;
        const user = await findUserById(database, userId);
        const proven = await currentPassword.proveAgain({ userId, user, password, path: 'password' });
        await database.transaction(async (transaction) => {
          // A password that was changed in the meantime proves nothing any more.
          const held = await holdPassword(transaction, proven, 'FOR SHARE');
          if (!held) throw new InvalidCredentialsError('password');
          await sessions.stepUp(transaction, session);
          await recordAudit(transaction, caller, { event: 'step_up', outcome: 'succeeded', userId });
        });
      }),
  };
}
