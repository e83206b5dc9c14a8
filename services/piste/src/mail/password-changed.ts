import type { Database, Transaction } from '@gnar/gear/database';
import type { Outbox, OutboxHandler } from '@gnar/gear/jobs';
import { z } from 'zod';
import { findUserById } from '../accounts/users.store.ts';
import type { Mails } from './mails.ts';

/** Kind of the outbox row that tells an owner of a new password. */
export const PASSWORD_CHANGED = 'password-changed';

const payloadSchema = z.strictObject({ userId: z.string(), changedAt: z.coerce.date() });

/** In the transaction of the change: whatever happens afterwards, the owner is told (ASVS 6.3.7). */
export function announcePasswordChange(
  outbox: Pick<Outbox, 'add'>,
  transaction: Transaction,
  userId: string,
  changedAt: Date,
): Promise<void> {
  const payload = { userId, changedAt: changedAt.toISOString() };
  return outbox.add(transaction, { kind: PASSWORD_CHANGED, payload });
}

export function createPasswordChangedHandler({
  database,
  mails,
}: {
  database: Pick<Database, 'one'>;
  mails: Pick<Mails, 'passwordChanged'>;
}): OutboxHandler {
  return async (payload) => {
    const { userId, changedAt } = payloadSchema.parse(payload);
    const user = await findUserById(database, userId);
    // Gone in the meantime: there is nobody to tell.
    if (user) await mails.passwordChanged(user, changedAt);
  };
}
