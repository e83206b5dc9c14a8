import type { Transaction } from '@gnar/gear/database';
import type { Jobs } from '@gnar/gear/jobs';
import { z } from 'zod';

/** Kind of the job that tells an owner of a new password. */
export const PASSWORD_CHANGED = 'password-changed';

export const passwordChangedSchema = z.strictObject({ userId: z.string(), changedAt: z.coerce.date() });

/** In the transaction of the change: whatever happens afterwards, the owner is told (ASVS 6.3.7). */
export function announcePasswordChange(
  jobs: Pick<Jobs, 'add'>,
  transaction: Transaction,
  userId: string,
  changedAt: Date,
): Promise<void> {
  const payload = { userId, changedAt: changedAt.toISOString() };
  return jobs.add(transaction, { kind: PASSWORD_CHANGED, payload });
}
