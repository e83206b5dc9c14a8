import type { Database, OutboxHandler } from '@gnar/gear';
import type { Links } from '../../links/links.ts';
import type { MailCap } from '../../mail/mail-cap.ts';
import type { Mails } from '../../mail/mails.ts';
import { admitUser } from './sign-up.store.ts';
import { signUpRequestedSchema } from './sign-up.types.ts';

interface SignUpDeliveryOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly links: Pick<Links, 'issue'>;
  readonly mails: Pick<Mails, 'activate' | 'alreadyActive'>;
  readonly mailCap: MailCap;
}

/** Tells the owner of the mailbox what the request's answer could not: a link, or that there is an account already. */
export function createSignUpDelivery({
  database,
  links,
  mails,
  mailCap,
}: SignUpDeliveryOptions): OutboxHandler {
  return async (payload, context) => {
    const { email, locale } = signUpRequestedSchema.parse(payload);
    if (!(await mailCap('sign-up', email, context))) return;
    const { user, token } = await database.transaction(async (transaction) => {
      const user = await admitUser(transaction, { email, locale });
      const token = user?.status === 'pending' ? await links.issue(transaction, user, 'activate') : undefined;
      return { user, token };
    });
    // Deleted between two statements: the owner can sign up again.
    if (!user) return;
    if (token === undefined) await mails.alreadyActive({ ...user, locale: user.locale ?? locale });
    else await mails.activate(user, token);
  };
}
