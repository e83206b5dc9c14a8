import type { RateLimits } from '@gnar/gear';
import { networkKey } from './network-key.ts';

/** What one network may do in ten minutes. */
export interface RequestBudgets {
  readonly signUp: number;
  readonly logIn: number;
  readonly forgotPassword: number;
  readonly useLink: number;
  readonly scorePassword: number;
  readonly secretMessage: number;
  /** Stands in for a captcha that does not answer. */
  readonly withoutCaptcha: number;
}

export type RequestLimit = keyof RequestBudgets;

/**
 * Counts a request, or more than one where it cost as much. @throws TooManyRequestsError when its network's budget is
 * spent.
 */
export type CountRequest = (limit: RequestLimit, ip: string, times?: number) => Promise<void>;

const TEN_MINUTES = 600;

export function createCountRequest(
  rateLimits: Pick<RateLimits, 'consume'>,
  budgets: RequestBudgets,
): CountRequest {
  return (limit, ip, times) => {
    const budget = { points: budgets[limit], durationSeconds: TEN_MINUTES };
    return rateLimits.consume(`request-${limit}`, networkKey(ip), budget, times);
  };
}
