import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Blueprint } from './define-blueprint.ts';
import type { Auth, Callers, Endpoint } from './route.ts';
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

export type MountHandler = RequestHandler | ErrorRequestHandler | readonly RequestHandler[];

export interface MountOptions {
  /** `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at. */
  auth: Exclude<Auth, 'token'>;
  /** `services`: only services of ours may call, with a token for this one (docs/adr/0014). Default `anyone`. */
  callers?: Callers;
  /** Called once the session is known, before the handlers: counts the request. What it throws is answered. */
  limit?: (request: MountedRequest) => Promise<void> | void;
  /** Only for what carries no user and no token; default what a handler sets, else `no-store`. */
  cacheControl?: string;
  /** False where handlers end the session: no fresh token. Default true. */
  renewToken?: boolean;
}

/** Handlers of Express under one prefix. */
export interface Mount extends Endpoint {
  readonly limit: MountOptions['limit'];
  readonly handlers: readonly MountHandler[];
}

const prefixPattern = /^(?:\/[\w.~-]+)*$/;

/**
 * A blueprint of handlers of Express: a router, middleware, or what a library brings. They get every method and every path
 * below the prefix, once the guard has let the request pass; what they throw is answered as problem+json, and what they
 * leave to `next` is 404. They see `request.gnar`.
 *
 * @throws TypeError for a prefix with anything but fixed segments
 */
export function mount(
  prefix: string,
  options: MountOptions,
  ...handlers: readonly RequestHandler[]
): Blueprint;
export function mount(prefix: string, options: MountOptions, ...handlers: readonly MountHandler[]): Blueprint;
export function mount(
  prefix: string,
  options: MountOptions,
  ...handlers: readonly MountHandler[]
): Blueprint {
  const plain = prefix.replace(/\/$/, '');
  if (!prefixPattern.test(plain))
    throw new TypeError(`The prefix "${prefix}" of a mount must be fixed segments, such as /forum.`);
  if (handlers.length === 0) throw new TypeError(`The mount "${prefix}" has no handler.`);
  const { auth, callers = 'anyone', limit, cacheControl, renewToken = true } = options;
  return {
    prefix: plain,
    routes: [],
    mount: { auth, callers, limit, cacheControl, renewToken, handlers },
  };
}
