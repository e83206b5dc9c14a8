import type { VerifiedToken } from '../jwt/jwt.ts';
import type { Guard } from './guard.ts';

/** Leave to keep an answer or a socket open. */
export interface Lease {
  /** Aborted when it has to end or has ended. */
  readonly signal: AbortSignal;
  /** Whether it may go on: its session lives, its token has not expired, the service does not stop. */
  check(): Promise<boolean>;
}

interface Holder {
  readonly identity: VerifiedToken | undefined;
  /** Aborted when the connection is closed, at the latest. */
  readonly signal: AbortSignal;
  abort(): void;
}

// setTimeout takes no longer times.
const longestTimerMs = 2_147_483_647;

/** Leave for as long as the request's session and token live; without a session until the stop. */
export function leaseFor(holder: Holder, guard: Guard | undefined): Lease {
  const { identity, signal } = holder;
  if (guard === undefined || identity === undefined || signal.aborted) {
    return { signal, check: () => Promise.resolve(!signal.aborted) };
  }
  const msLeft = guard.msLeft(identity);
  const expiry = setTimeout(() => holder.abort(), Math.min(Math.max(msLeft, 0), longestTimerMs));
  signal.addEventListener('abort', () => clearTimeout(expiry), { once: true });
  const check = async () => {
    try {
      if (!signal.aborted && guard.msLeft(identity) > 0) await guard.check(identity);
      else holder.abort();
    } catch {
      // Ended, or there is no telling: never open. A client that comes back is told which.
      holder.abort();
    }
    return !signal.aborted;
  };
  return { signal, check };
}
