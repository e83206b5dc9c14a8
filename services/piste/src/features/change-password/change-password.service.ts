import type { ChangePasswordRequest, ScorePasswordRequest, ScorePasswordResponse } from '@gnar/contract';
import type { Clock } from '@gnar/gear/clock';
import type { Database } from '@gnar/gear/database';
import type { Jobs } from '@gnar/gear/jobs';
import type { Session, Sessions } from '@gnar/gear/sessions';
import { userInputs } from '../../accounts/user-inputs.ts';
import { findUserById, replacePassword } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import { removeLinks } from '../../links/links.store.ts';
import { announcePasswordChange } from '../../passwords/password-changed.ts';
import type { CurrentPassword, VerifiedUser } from '../../passwords/current-password.ts';
import type { HashNewPassword } from '../../passwords/new-password.ts';
import type { PasswordPolicy } from '../../passwords/password-policy.ts';
import { whileVerified } from '../../passwords/while-verified.ts';

export interface ChangePasswordService {
  /** Tells besides what the caller hears whether the password took more than may be spent on one. */
  score(request: ScorePasswordRequest): Promise<{ verdict: ScorePasswordResponse; isGivenUp: boolean }>;
  /**
   * Every session ends; the one that asks goes on under another id.
   *
   * @throws InvalidCredentialsError, WeakPasswordError
   */
  change(session: Session, request: ChangePasswordRequest, caller: Caller): Promise<Session>;
}

export interface ChangePasswordOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly clock: Clock;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly sessions: Pick<Sessions, 'endAll' | 'rotate'>;
  readonly policy: PasswordPolicy;
  readonly hashNewPassword: HashNewPassword;
  readonly currentPassword: Pick<CurrentPassword, 'reauthenticate' | 'confirm'>;
}

export function createChangePasswordService(options: ChangePasswordOptions): ChangePasswordService {
  const { database, clock, jobs, sessions, policy, hashNewPassword, currentPassword } = options;

  const claimOf = async ({ userId }: Session, password: string) => {
    const user = await findUserById(database, userId);
    return { userId, user, password, path: 'currentPassword' };
  };

  const store = (user: VerifiedUser, passwordHash: string, session: Session, caller: Caller) =>
    database.transaction(async (transaction) => {
      const replaced = await replacePassword(transaction, {
        id: user.id,
        from: user.passwordHash,
        to: passwordHash,
      });
      if (!replaced) return undefined;
      await removeLinks(transaction, user.id, 'reset');
      const renewed = await sessions.rotate(transaction, session);
      await sessions.endAll(transaction, { userId: user.id, exceptSid: renewed.sid });
      await announcePasswordChange(jobs, transaction, user.id, clock.now());
      await recordAudit(transaction, caller, {
        event: 'change_password',
        outcome: 'succeeded',
        userId: user.id,
      });
      return renewed;
    });

  return {
    async score({ password, email }) {
      const { isGivenUp, weaknesses, suggestions, ...rest } = await policy.judge(password, [email]);
      const acceptable = weaknesses.length === 0;
      return { verdict: { ...rest, acceptable, suggestions: [...suggestions] }, isGivenUp };
    },

    change: (session, { currentPassword: typed, password }, caller) =>
      auditRefusal(database, caller, 'change_password', async (subject) => {
        subject.userId = session.userId;
        const user = await currentPassword.reauthenticate(await claimOf(session, typed));
        const passwordHash = await hashNewPassword(password, userInputs(user));
        return whileVerified(
          user,
          (now) => store(now, passwordHash, session, caller),
          async () => currentPassword.confirm(await claimOf(session, typed)),
        );
      }),
  };
}
