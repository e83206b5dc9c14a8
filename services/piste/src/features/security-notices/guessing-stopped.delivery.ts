import type { Database, Transaction } from '@gnar/gear/database';
import type { JobHandler } from '@gnar/gear/jobs';
import { findUserByEmail, lockUser } from '../../accounts/users.store.ts';
import { recordAudit, type AuditedCaller } from '../../audit/audit.ts';
import type { Emails } from '../../mail/emails.ts';
import { guessingStoppedSchema } from '../../passwords/guessing-stopped.ts';

/**
 * Of announcements within this time one is sent: they are of the same guesses, since a hundred failures take 21 hours
 * (docs/adr/0013-throttling.md).
 */
const ONE_WITHIN = '12 hours';

export interface GuessingStoppedOptions {
  readonly database: Pick<Database, 'one' | 'transaction'>;
  readonly emails: Pick<Emails, 'guessingStopped'>;
}

export function createGuessingStoppedDelivery({ database, emails }: GuessingStoppedOptions): JobHandler {
  return async (payload, { id, log }) => {
    const { email } = guessingStoppedSchema.parse(payload);
    const user = await findUserByEmail(database, email);
    if (user?.status !== 'active') return;
    const isToBeSent = await database.transaction((transaction) =>
      claimAnnouncement(transaction, user.id, { requestId: id, ip: null, log }),
    );
    if (isToBeSent) await emails.guessingStopped(user);
  };
}

/** The audit remembers which item of the outbox sends it: that one may try again, and no other does. */
async function claimAnnouncement(
  transaction: Transaction,
  userId: string,
  caller: AuditedCaller,
): Promise<boolean> {
  if (!(await lockUser(transaction, userId))) return false;
  const claimed = await transaction.one<{ requestId: string }>(
    `SELECT request_id AS "requestId" FROM audit
     WHERE user_id = $1 AND event = 'guessing_stopped' AND at > now() - $2::interval ORDER BY at DESC LIMIT 1`,
    [userId, ONE_WITHIN],
  );
  if (claimed) return claimed.requestId === caller.requestId;
  await recordAudit(transaction, caller, { event: 'guessing_stopped', outcome: 'announced', userId });
  return true;
}
