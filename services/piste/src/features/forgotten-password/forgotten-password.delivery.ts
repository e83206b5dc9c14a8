import type { Database, OutboxHandler } from '@gnar/gear';
import { lockUserByEmail } from '../../accounts/users.store.ts';
import type { Links } from '../../links/links.ts';
import type { MailCap } from '../../mail/mail-cap.ts';
import type { Mails } from '../../mail/mails.ts';
import { resetRequestedSchema } from './forgotten-password.types.ts';

interface ForgottenPasswordDeliveryOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly links: Pick<Links, 'issue'>;
  readonly mails: Pick<Mails, 'activate' | 'resetPassword'>;
  readonly mailCap: MailCap;
}

/** Sends the owner a link: to a new password or, for an account that was never activated, to its first one. */
export function createForgottenPasswordDelivery(options: ForgottenPasswordDeliveryOptions): OutboxHandler {
  const { database, links, mails, mailCap } = options;
  return async (payload, context) => {
    const { email } = resetRequestedSchema.parse(payload);
    if (!(await mailCap(email, context))) return;
    const found = await database.transaction(async (transaction) => {
      const user = await lockUserByEmail(transaction, email);
      if (!user) return undefined;
      const purpose = user.status === 'active' ? 'reset' : 'activate';
      return { user, purpose, token: await links.issue(transaction, user, purpose) };
    });
    // Nobody's address: there is nobody to write to.
    if (!found) return;
    const { user, purpose, token } = found;
    if (purpose === 'reset') await mails.resetPassword(user, token);
    else await mails.activate(user, token);
  };
}
