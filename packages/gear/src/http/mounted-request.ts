import type { Logger } from '../logging/logger.ts';
import type { Session } from '../sessions/sessions.ts';

/** What gear knows of a request that a mounted handler gets, as `request.gnar`. */
export interface MountedRequest {
  /** The session that was checked; undefined on a public mount, and on an optional one without a token. */
  readonly session: Session | undefined;
  /** Every line carries the request's id. */
  readonly log: Logger;
  /** Address of the client, the same as `request.ip`; X-Forwarded-For counts only from trusted proxies. */
  readonly ip: string;
  readonly requestId: string;
  /** The caller's Authorization header, to be passed on to a peer. */
  readonly authorization: string | undefined;
  /** Aborted when the client goes away before the answer. */
  readonly signal: AbortSignal;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place that Express names for it
  namespace Express {
    interface Request {
      readonly gnar: MountedRequest;
    }
  }
}
