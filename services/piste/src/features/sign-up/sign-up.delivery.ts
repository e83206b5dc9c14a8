import type { Database } from '@gnar/gear/database';
import type { JobHandler } from '@gnar/gear/jobs';
import { findUserByEmail } from '../../accounts/users.store.ts';
import type { Links } from '../../links/links.ts';
import type { MailCap } from '../../protection/mail-cap.ts';
import type { Emails } from '../../mail/emails.ts';
import { upsertPendingUser } from './sign-up.store.ts';
import { signUpRequestedSchema } from './sign-up.types.ts';

export interface SignUpDeliveryOptions {
  readonly database: Pick<Database, 'one'>;
  readonly links: Pick<Links, 'draw'>;
  readonly emails: Pick<Emails, 'activate' | 'alreadyActive'>;
  readonly mailCap: MailCap;
}

/** Tells the owner of the mailbox what the request's answer could not: a link, or that there is an account already. */
export function createSignUpDelivery({
  database,
  links,
  emails,
  mailCap,
}: SignUpDeliveryOptions): JobHandler {
  return async (payload, context) => {
    const { email, locale } = signUpRequestedSchema.parse(payload);
    if (!(await mailCap('sign-up', email, context))) return;
    const link = links.draw('activate');
    const pending = await upsertPendingUser(database, { email, locale }, link);
    if (pending) return emails.activate(pending, link.tokenFor(pending.email));
    const known = await findUserByEmail(database, email);
    // Deleted between two statements: the owner can sign up again.
    if (known?.status !== 'active') return;
    await emails.alreadyActive({ email: known.email, locale: known.locale ?? locale });
  };
}
