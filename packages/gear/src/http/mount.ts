import type { RequestHandler } from 'express';
import type { Blueprint } from './define-blueprint.ts';
import type { Auth, Callers, MountHandler } from './endpoint.ts';
import type { MountedRequest } from './mounted-request.ts';

export interface MountOptions {
  /** `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at. */
  auth: Exclude<Auth, 'token'>;
  /** `services`: only services of ours may call, with a token for this one (docs/adr/0014). Default `anyone`. */
  callers?: Callers;
  /** Called once the session is known, before the handlers: counts the request. What it throws is answered. */
  limit?: (request: MountedRequest) => Promise<void> | void;
  /** For a client's sending of the request, and for silence while it is answered. Default 30 and 60. */
  timeoutSeconds?: number;
  /** Only for what carries no user and no token; default what a handler sets, else `no-store`. */
  cacheControl?: string;
  /** False where handlers end the session: no fresh token. Default true. */
  renewToken?: boolean;
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
  const { auth, callers = 'anyone', limit, cacheControl, renewToken = true, timeoutSeconds } = options;
  return {
    prefix: plain,
    routes: [],
    mount: {
      ...{ auth, callers, limit, cacheControl, renewToken, handlers },
      timeoutMs: timeoutSeconds && timeoutSeconds * 1000,
    },
  };
}
