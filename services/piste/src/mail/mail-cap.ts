import { TooManyRequestsError, type OutboxContext, type RateLimits } from '@gnar/gear';
import { accountKey } from '../accounts/account-key.ts';

/** Whether one more mail that a stranger can cause may go to this address. A repetition after a failure costs nothing. */
export type MailCap = (email: string, context: Pick<OutboxContext, 'attempt' | 'log'>) => Promise<boolean>;

export function createMailCap(rateLimits: Pick<RateLimits, 'consume'>, mailsPerHour: number): MailCap {
  return async (email, { attempt, log }) => {
    if (attempt > 1) return true;
    try {
      await rateLimits.consume('mail', accountKey(email), { points: mailsPerHour, durationSeconds: 3600 });
      return true;
    } catch (error) {
      if (!(error instanceof TooManyRequestsError)) throw error;
      log.warn('an address has had its mails for this hour; one was not sent');
      return false;
    }
  };
}
