import { env } from '@gnar/gear/config';
import { consumeByNetwork, type RateLimits } from '@gnar/gear/rate-limit';

/** What one network (an IPv4 address or an IPv6 /64) may do in ten minutes; an IPv6 /48 may do ten times as much. */
export interface RequestBudgets {
  readonly signUp: number;
  readonly logIn: number;
  readonly forgotPassword: number;
  readonly useLink: number;
  readonly scorePassword: number;
  /** Stands in for a captcha that does not answer. */
  readonly withoutCaptcha: number;
}

export type RequestLimit = keyof RequestBudgets;

/** The setting of a budget. */
export const perTenMinutes = (budget: number, what: string) =>
  env.int({ min: 1, max: 1_000_000, default: budget }).describe(`${what} from one network, 1 to 1000000`);

/**
 * Counts a request, or more than one where it cost as much. @throws TooManyRequestsError when its network's budget is
 * spent.
 */
export type EnforceRateLimit<Limit extends string = RequestLimit> = (
  limit: Limit,
  ip: string,
  times?: number,
) => Promise<void>;

const TEN_MINUTES = 600;

export function createEnforceRateLimit<Limit extends string>(
  rateLimits: Pick<RateLimits, 'consume'>,
  budgets: Readonly<Record<Limit, number>>,
): EnforceRateLimit<Limit> {
  return (limit, ip, times) =>
    consumeByNetwork(rateLimits, `request-${limit}`, ip, {
      points: budgets[limit],
      durationSeconds: TEN_MINUTES,
      times,
    });
}
