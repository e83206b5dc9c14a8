import type { UpdateAccountRequest } from '@gnar/contract';
import {
  ConflictError,
  NotFoundError,
  StepUpRequiredError,
  UnauthorizedError,
  type Clock,
  type Database,
  type Session,
  type Sessions,
} from '@gnar/gear';
import type { User } from '../../accounts/user.types.ts';
import { findUserById } from '../../accounts/users.store.ts';
import { findSessionOwner, saveDetails, type SessionOwner } from './account.store.ts';

export interface AccountService {
  /** Whose session it is; undefined when it has ended. */
  ownerOf(sid: string): Promise<SessionOwner | undefined>;
  /**
   * @throws NotFoundError for any id but one's own; ConflictError `stale` when the details are newer than seen;
   *   StepUpRequiredError when the phone number changes without a recent proof of identity
   */
  update(session: Session, id: string, request: UpdateAccountRequest): Promise<User>;
}

interface AccountOptions {
  readonly database: Pick<Database, 'one'>;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'isSteppedUp'>;
}

export function createAccountService({ database, clock, sessions }: AccountOptions): AccountService {
  return {
    ownerOf: (sid) => findSessionOwner(database, sid),

    async update(session, id, { updatedAt, ...details }) {
      if (id !== session.userId) throw new NotFoundError();
      const seenAt = updatedAt === undefined ? undefined : new Date(updatedAt);
      const phoneMayChange = details.phone === undefined || (await sessions.isSteppedUp(database, session));
      const change = { details, seenAt, phoneMayChange, now: clock.now() };
      const saved = await saveDetails(database, session.userId, change);
      if (saved) return saved;
      const user = await findUserById(database, session.userId);
      if (!user) throw new UnauthorizedError('session_ended');
      if (seenAt === undefined || user.updatedAt <= seenAt) throw new StepUpRequiredError();
      throw new ConflictError('stale', 'These details were changed elsewhere in the meantime.');
    },
  };
}
