import type { Database } from '@gnar/gear/database';
import type { JobHandler } from '@gnar/gear/jobs';
import { findUserByEmail, lockUserByEmail } from '../../accounts/users.store.ts';
import type { Links } from '../../links/links.ts';
import type { MailCap } from '../../protection/mail-cap.ts';
import type { Emails } from '../../mail/emails.ts';
import { resetRequestedSchema } from './forgotten-password.types.ts';

export interface ForgottenPasswordDeliveryOptions {
  readonly database: Pick<Database, 'one' | 'transaction'>;
  readonly links: Pick<Links, 'issue' | 'isOpen'>;
  readonly emails: Pick<Emails, 'activate' | 'resetPassword'>;
  readonly mailCap: MailCap;
}

/**
 * Sends the owner a link: to a new password or, for an account that was never activated, to its first one, which counts
 * as an email of a sign-up. Only an email that is sent is counted: asking for addresses without account costs a mailbox nothing.
 */
export function createForgottenPasswordDelivery(options: ForgottenPasswordDeliveryOptions): JobHandler {
  const { database, links, emails, mailCap } = options;
  return async (payload, context) => {
    const { email } = resetRequestedSchema.parse(payload);
    const known = await findUserByEmail(database, email);
    if (!known) return;
    // Before the transaction, which may run more than once and must not wait for Redis with the row locked.
    const fits = await mailCap(known.status === 'active' ? 'reset' : 'sign-up', email, context);
    const found = await database.transaction(async (transaction) => {
      const user = await lockUserByEmail(transaction, email);
      if (!user) return undefined;
      const purpose = user.status === 'active' ? 'reset' : 'activate';
      // Whatever strangers have asked for, the owner has a reset link that works or is sent one.
      const isNeeded = purpose === 'reset' && !(await links.isOpen(transaction, user, purpose));
      if (!fits && !isNeeded) return undefined;
      return { user, purpose, token: await links.issue(transaction, user, purpose) };
    });
    if (!found) return;
    const { user, purpose, token } = found;
    if (purpose === 'reset') await emails.resetPassword(user, token);
    else await emails.activate(user, token);
  };
}
