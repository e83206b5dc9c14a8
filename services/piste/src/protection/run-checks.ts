import type { Queryable } from '@gnar/gear/database';
import { ProblemError, TooManyRequestsError } from '@gnar/gear/errors';
import { consumeByNetwork, type RateLimits } from '@gnar/gear/rate-limit';
import { logAudit, recordAudit, type AuditEvent, type Caller } from '../audit/audit.ts';

/** Runs what guards a route: its limit, its captcha. What they refuse is audited. */
export type RunChecks = (
  event: AuditEvent,
  caller: Caller & { readonly session?: { readonly userId: string } },
  guards: () => Promise<void>,
) => Promise<void>;

interface RunChecksOptions {
  readonly database: Pick<Queryable, 'run'>;
  readonly rateLimits: Pick<RateLimits, 'consume'>;
}

/** Of one network and event. A refusal is cheap to cause: without a bound a flood of them would fill the table. */
const ROWS_KEPT = { points: 10, durationSeconds: 600 };

export function createRunChecks({ database, rateLimits }: RunChecksOptions): RunChecks {
  const isKept = async (event: AuditEvent, ip: string): Promise<boolean> => {
    try {
      await consumeByNetwork(rateLimits, `audit-${event}`, ip, ROWS_KEPT);
      return true;
    } catch (error) {
      if (error instanceof TooManyRequestsError) return false;
      throw error;
    }
  };

  return async (event, caller, guards) => {
    try {
      await guards();
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      const entry = { event, outcome: error.code, userId: caller.session?.userId };
      if (await isKept(event, caller.ip)) await recordAudit(database, caller, entry);
      else logAudit(caller, entry);
      throw error;
    }
  };
}
