import { TooManyRequestsError } from '@gnar/gear/errors';
import type { JobContext } from '@gnar/gear/jobs';
import type { RateLimits } from '@gnar/gear/rate-limit';
import { mailboxKey } from './mailbox-key.ts';

/** What strangers can cause emails by. Each has a budget of its own, so that sign-ups cannot use up the resets. */
export type CappedMail = 'sign-up' | 'reset';

/**
 * Whether one more email that a stranger can cause fits the budget of its mailbox. A repetition after a failure costs
 * nothing.
 */
export type MailCap = (
  kind: CappedMail,
  email: string,
  context: Pick<JobContext, 'attempt' | 'log'>,
) => Promise<boolean>;

export function createMailCap(rateLimits: Pick<RateLimits, 'consume'>, mailsPerHour: number): MailCap {
  return async (kind, email, { attempt, log }) => {
    if (attempt > 1) return true;
    try {
      const limit = { points: mailsPerHour, durationSeconds: 3600 };
      await rateLimits.consume(`mail-${kind}`, mailboxKey(email), limit);
      return true;
    } catch (error) {
      if (!(error instanceof TooManyRequestsError)) throw error;
      log.warn({ mail: kind }, 'a mailbox has had its emails of this kind for this hour');
      return false;
    }
  };
}
