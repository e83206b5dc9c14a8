import type { UpdateAccountRequest } from '@gnar/contract';
import {
  ConflictError,
  NotFoundError,
  UnauthorizedError,
  type Clock,
  type Database,
  type Session,
} from '@gnar/gear';
import type { User } from '../../accounts/user.types.ts';
import { findUserById } from '../../accounts/users.store.ts';
import { findSessionOwner, saveDetails, type SessionOwner } from './account.store.ts';

export interface AccountService {
  /** Whose session it is; undefined when it has ended. */
  ownerOf(sid: string): Promise<SessionOwner | undefined>;
  /** @throws NotFoundError for any id but one's own; ConflictError `stale` when the details are newer than seen */
  update(session: Session, id: string, request: UpdateAccountRequest): Promise<User>;
}

interface AccountOptions {
  readonly database: Pick<Database, 'one'>;
  readonly clock: Clock;
}

export function createAccountService({ database, clock }: AccountOptions): AccountService {
  return {
    ownerOf: (sid) => findSessionOwner(database, sid),

    async update(session, id, { updatedAt, ...details }) {
      if (id !== session.userId) throw new NotFoundError();
      const seenAt = updatedAt === undefined ? undefined : new Date(updatedAt);
      const saved = await saveDetails(database, session.userId, { details, seenAt, now: clock.now() });
      if (saved) return saved;
      if (!(await findUserById(database, session.userId))) throw new UnauthorizedError('session_ended');
      throw new ConflictError('stale', 'These details were changed elsewhere in the meantime.');
    },
  };
}
