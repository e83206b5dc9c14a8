import type { Database } from '@gnar/gear/database';
import type { JobHandler } from '@gnar/gear/jobs';
import { findUserById } from '../../accounts/users.store.ts';
import type { Emails } from '../../mail/emails.ts';
import { passwordChangedSchema } from '../../passwords/password-changed.ts';

export interface PasswordChangedOptions {
  readonly database: Pick<Database, 'one'>;
  readonly emails: Pick<Emails, 'passwordChanged'>;
}

export function createPasswordChangedDelivery({ database, emails }: PasswordChangedOptions): JobHandler {
  return async (payload) => {
    const { userId, changedAt } = passwordChangedSchema.parse(payload);
    const user = await findUserById(database, userId);
    // Deleted in the meantime: no one is left to write to.
    if (user) await emails.passwordChanged(user, changedAt);
  };
}
