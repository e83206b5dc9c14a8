import type { ActivateRequest } from '@gnar/contract';
import type { Clock } from '@gnar/gear/clock';
import type { Database } from '@gnar/gear/database';
import { userInputs } from '../../accounts/user-inputs.ts';
import { lockUser } from '../../accounts/users.store.ts';
import { auditRefusal, recordAudit, type Caller } from '../../audit/audit.ts';
import type { Links } from '../../links/links.ts';
import type { CurrentPassword } from '../../passwords/current-password.ts';
import type { HashNewPassword } from '../../passwords/new-password.ts';
import { activateUser } from './activation.store.ts';

export interface ActivationService {
  /** @throws LinkExpiredError; WeakPasswordError, which leaves the link usable */
  activate(request: ActivateRequest, caller: Caller): Promise<void>;
}

export interface ActivationOptions {
  readonly database: Pick<Database, 'run' | 'one' | 'transaction'>;
  readonly clock: Clock;
  readonly links: Pick<Links, 'ownerOf' | 'redeem'>;
  readonly hashNewPassword: HashNewPassword;
  readonly currentPassword: Pick<CurrentPassword, 'resetThrottle'>;
}

export function createActivationService(options: ActivationOptions): ActivationService {
  const { database, clock, links, hashNewPassword, currentPassword } = options;
  return {
    activate: ({ token, password }, caller) =>
      auditRefusal(database, caller, 'activate', async (subject) => {
        const user = await links.ownerOf(database, token, 'activate');
        subject.userId = user.id;
        const passwordHash = await hashNewPassword(password, userInputs(user));
        await database.transaction(async (transaction) => {
          await lockUser(transaction, user.id);
          await links.redeem(transaction, token, 'activate');
          await activateUser(transaction, { id: user.id, passwordHash, now: clock.now() });
          await recordAudit(transaction, caller, {
            event: 'activate',
            outcome: 'succeeded',
            userId: user.id,
          });
        });
        await currentPassword.resetThrottle(user);
      }),
  };
}
