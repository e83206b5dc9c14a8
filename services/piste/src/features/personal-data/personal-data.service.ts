import type { DeleteAccountRequest, ExportResponse } from '@gnar/contract';
import type { Clock } from '@gnar/gear/clock';
import type { Database } from '@gnar/gear/database';
import { NotFoundError, UnauthorizedError } from '@gnar/gear/errors';
import type { Session, Sessions } from '@gnar/gear/sessions';
import { toAccountResponse } from '../../accounts/account-response.ts';
import { toSessionResponse } from '../../accounts/session-response.ts';
import { findUserById, lockUserWithPassword } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import type { CurrentPassword, VerifiedUser } from '../../passwords/current-password.ts';
import { whileVerified } from '../../passwords/while-verified.ts';
import { findAudit, removeUser, removeWaitingEmails } from './personal-data.store.ts';

export interface PersonalDataService {
  /** Everything kept about the owner of the session (GDPR, articles 15 and 20). */
  export(session: Session, caller: Caller): Promise<ExportResponse>;
  /** Deletes the account and what belongs to it (GDPR, article 17). @throws NotFoundError, InvalidCredentialsError */
  delete(session: Session, id: string, request: DeleteAccountRequest, caller: Caller): Promise<void>;
}

export interface PersonalDataOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'all' | 'transaction'>;
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'list' | 'endAll'>;
  readonly currentPassword: Pick<CurrentPassword, 'reauthenticate' | 'confirm'>;
}

export function createPersonalDataService(options: PersonalDataOptions): PersonalDataService {
  const { database, clock, sessions, currentPassword } = options;

  const remove = (user: VerifiedUser, caller: Caller) =>
    database.transaction(async (transaction) => {
      const userId = user.id;
      if (!(await lockUserWithPassword(transaction, user, 'FOR UPDATE'))) return undefined;
      await sessions.endAll(transaction, { userId });
      await recordAudit(transaction, caller, { event: 'delete_account', outcome: 'succeeded', userId });
      await removeWaitingEmails(transaction, user);
      await removeUser(transaction, userId);
      return { removed: true };
    });

  return {
    async export({ userId, sid }, caller) {
      await recordAudit(database, caller, { event: 'export_personal_data', outcome: 'succeeded', userId });
      const [user, sessionRows, auditRows] = await Promise.all([
        findUserById(database, userId),
        sessions.list(userId),
        findAudit(database, userId),
      ]);
      if (!user) throw new UnauthorizedError('session_ended');
      return {
        exportedAt: clock.now().toISOString(),
        account: toAccountResponse(user),
        sessions: sessionRows.map((row) => toSessionResponse(row, sid)),
        audit: auditRows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
      };
    },

    async delete({ userId }, id, { password }, caller) {
      await auditRefusal(database, caller, 'delete_account', async (subject) => {
        subject.userId = userId;
        if (id !== userId) throw new NotFoundError();
        const claim = async () => {
          const user = await findUserById(database, userId);
          return { userId, user, password, path: 'password' };
        };
        await whileVerified(
          await currentPassword.reauthenticate(await claim()),
          (user) => remove(user, caller),
          async () => currentPassword.confirm(await claim()),
        );
      });
    },
  };
}
