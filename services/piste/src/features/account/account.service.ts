import type { UpdateAccountRequest } from '@gnar/contract';
import type { Clock } from '@gnar/gear/clock';
import { gather, type Database } from '@gnar/gear/database';
import { ConflictError, NotFoundError, StepUpRequiredError, UnauthorizedError } from '@gnar/gear/errors';
import type { Session, Sessions } from '@gnar/gear/sessions';
import type { User } from '../../accounts/user.types.ts';
import { findUserById } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import { findSessionOwners, saveDetails, type DetailsChange, type SessionOwner } from './account.store.ts';

export interface AccountService {
  /** Whose session it is; undefined when it has ended. */
  ownerOf(sid: string): Promise<SessionOwner | undefined>;
  /**
   * @throws NotFoundError for any id but one's own; ConflictError `stale` when the details are newer than seen;
   *   StepUpRequiredError when the phone number changes without a recent proof of identity
   */
  update(session: Session, id: string, request: UpdateAccountRequest, caller: Caller): Promise<User>;
}

export interface AccountOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'all' | 'transaction'>;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'isSteppedUp'>;
}

export function createAccountService({ database, clock, sessions }: AccountOptions): AccountService {
  const save = (userId: string, change: DetailsChange, caller: Caller) =>
    database.transaction(async (transaction) => {
      const saved = await saveDetails(transaction, userId, change);
      const entry = { event: 'change_details', outcome: 'succeeded', userId } as const;
      if (saved) await recordAudit(transaction, caller, entry);
      return saved;
    });

  return {
    ownerOf: gather((sids: readonly string[]) => findSessionOwners(database, sids)),

    update: (session, id, { updatedAt, ...details }, caller) =>
      auditRefusal(database, caller, 'change_details', async (subject) => {
        const { userId } = session;
        subject.userId = userId;
        if (id !== userId) throw new NotFoundError();
        const seenAt = updatedAt === undefined ? undefined : new Date(updatedAt);
        const phoneMayChange = details.phone === undefined || (await sessions.isSteppedUp(database, session));
        const change = { details, seenAt, phoneMayChange, now: clock.now() };
        const saved = await save(userId, change, caller);
        if (saved) return saved;
        const user = await findUserById(database, userId);
        if (!user) throw new UnauthorizedError('session_ended');
        if (seenAt === undefined || user.updatedAt <= seenAt) throw new StepUpRequiredError();
        throw new ConflictError('stale', 'These details were changed elsewhere in the meantime.');
      }),
  };
}
