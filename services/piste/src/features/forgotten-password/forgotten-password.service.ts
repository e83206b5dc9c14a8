import type { ResetPasswordRequest, SendResetPasswordEmailRequest } from '@gnar/contract';
import type { Clock } from '@gnar/gear/clock';
import type { Database } from '@gnar/gear/database';
import type { Jobs } from '@gnar/gear/jobs';
import type { Sessions } from '@gnar/gear/sessions';
import { userInputs } from '../../accounts/user-inputs.ts';
import { lockUser, replacePassword } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import { LinkExpiredError, type Links } from '../../links/links.ts';
import type { RequestEmail } from '../../mail/mail-requests.ts';
import { announcePasswordChange } from '../../passwords/password-changed.ts';
import type { CurrentPassword } from '../../passwords/current-password.ts';
import type { HashNewPassword } from '../../passwords/new-password.ts';
import { RESET_REQUESTED } from './forgotten-password.types.ts';

export interface ForgottenPasswordService {
  requestLink(request: Pick<SendResetPasswordEmailRequest, 'email'>, caller: Caller): Promise<void>;
  /**
   * Sets a new password and ends every session. It logs no one in.
   *
   * @throws LinkExpiredError; WeakPasswordError, which leaves the link usable
   */
  reset(request: ResetPasswordRequest, caller: Caller): Promise<void>;
}

export interface ForgottenPasswordOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly clock: Clock;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly requestEmail: RequestEmail;
  readonly sessions: Pick<Sessions, 'endAll'>;
  readonly links: Pick<Links, 'ownerOf' | 'redeem'>;
  readonly hashNewPassword: HashNewPassword;
  readonly currentPassword: Pick<CurrentPassword, 'resetThrottle'>;
}

export function createForgottenPasswordService(options: ForgottenPasswordOptions): ForgottenPasswordService {
  const { database, clock, jobs, requestEmail, sessions, links, hashNewPassword, currentPassword } = options;
  return {
    // The same work for every address, as for a sign-up.
    async requestLink({ email }, caller) {
      await database.transaction(async (transaction) => {
        await recordAudit(transaction, caller, { event: 'forgot_password', outcome: 'requested' });
        await requestEmail(transaction, { kind: RESET_REQUESTED, payload: { email } });
      });
    },

    reset: ({ token, password }, caller) =>
      auditRefusal(database, caller, 'reset_password', async (subject) => {
        const user = await links.ownerOf(database, token, 'reset');
        subject.userId = user.id;
        const passwordHash = await hashNewPassword(password, userInputs(user));
        await database.transaction(async (transaction) => {
          await lockUser(transaction, user.id);
          await links.redeem(transaction, token, 'reset');
          const replaced = await replacePassword(transaction, { id: user.id, to: passwordHash });
          if (!replaced) throw new LinkExpiredError();
          await sessions.endAll(transaction, { userId: user.id });
          await announcePasswordChange(jobs, transaction, user.id, clock.now());
          await recordAudit(transaction, caller, {
            event: 'reset_password',
            outcome: 'succeeded',
            userId: user.id,
          });
        });
        await currentPassword.resetThrottle(user);
      }),
  };
}
