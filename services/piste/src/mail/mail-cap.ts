import { TooManyRequestsError, type RateLimits } from '@gnar/gear';
import { mailboxKey } from '../accounts/mailbox-key.ts';

/**
 * Whether one more mail that a stranger can cause may go to this address. A repetition after a failure costs nothing:
 * `attempt` counts from 1.
 */
export type MailCap = (email: string, attempt: number) => Promise<boolean>;

export function createMailCap(rateLimits: Pick<RateLimits, 'consume'>, mailsPerHour: number): MailCap {
  return async (email, attempt) => {
    if (attempt > 1) return true;
    try {
      await rateLimits.consume('mail', mailboxKey(email), { points: mailsPerHour, durationSeconds: 3600 });
      return true;
    } catch (error) {
      if (error instanceof TooManyRequestsError) return false;
      throw error;
    }
  };
}
