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
import { saveDetails } from './account.store.ts';

export interface AccountService {
  /** The owner of the session. */
  get(session: Session): Promise<User>;
  /** @throws NotFoundError for any id but one's own; ConflictError `stale` when the details are newer than seen */
  update(session: Session, id: string, request: UpdateAccountRequest): Promise<User>;
}

interface AccountOptions {
  readonly database: Pick<Database, 'one'>;
  readonly clock: Clock;
}

export function createAccountService({ database, clock }: AccountOptions): AccountService {
  const owner = async ({ userId }: Session) => {
    const user = await findUserById(database, userId);
    if (!user) throw new UnauthorizedError('session_ended');
    return user;
  };
  return {
    get: owner,

    async update(session, id, { updatedAt, ...details }) {
      if (id !== session.userId) throw new NotFoundError();
      const seenAt = updatedAt === undefined ? undefined : new Date(updatedAt);
      const saved = await saveDetails(database, session.userId, { details, seenAt, now: clock.now() });
      if (saved) return saved;
      await owner(session);
      throw new ConflictError('stale', 'These details were changed elsewhere in the meantime.');
    },
  };
}
