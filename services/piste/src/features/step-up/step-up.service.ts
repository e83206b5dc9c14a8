import type { StepUpRequest } from '@gnar/contract';
import type { Database } from '@gnar/gear/database';
import type { Session, Sessions } from '@gnar/gear/sessions';
import { findUserById, lockUserWithPassword } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import type { CurrentPassword, VerifiedUser } from '../../passwords/current-password.ts';
import { whileVerified } from '../../passwords/while-verified.ts';

export interface StepUpService {
  /** The owner proves again who they are. @throws InvalidCredentialsError, TooManyRequestsError */
  stepUp(session: Session, request: StepUpRequest, caller: Caller): Promise<void>;
}

export interface StepUpOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly sessions: Pick<Sessions, 'stepUp'>;
  readonly currentPassword: Pick<CurrentPassword, 'reauthenticate' | 'confirm'>;
}

export function createStepUpService({ database, sessions, currentPassword }: StepUpOptions): StepUpService {
  const claimOf = async ({ userId }: Session, password: string) => {
    const user = await findUserById(database, userId);
    return { userId, user, password, path: 'password' };
  };

  const store = (user: VerifiedUser, session: Session, caller: Caller) =>
    database.transaction(async (transaction) => {
      // A password that was changed in the meantime proves nothing any more.
      if (!(await lockUserWithPassword(transaction, user, 'FOR SHARE'))) return undefined;
      await sessions.stepUp(transaction, session);
      await recordAudit(transaction, caller, { event: 'step_up', outcome: 'succeeded', userId: user.id });
      return { done: true };
    });

  return {
    stepUp: (session, { password }, caller) =>
      auditRefusal(database, caller, 'step_up', async (subject) => {
        subject.userId = session.userId;
        const user = await currentPassword.reauthenticate(await claimOf(session, password));
        await whileVerified(
          user,
          (now) => store(now, session, caller),
          async () => currentPassword.confirm(await claimOf(session, password)),
        );
      }),
  };
}
