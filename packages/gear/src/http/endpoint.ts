import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { MountedRequest } from './mounted-request.ts';
import type { Session } from '../sessions/sessions.ts';

/** Which session a handler gets, by the route's `auth`. */
export interface SessionByAuth {
  public: undefined;
  token: undefined;
  optional: Session | undefined;
  required: Session;
}
export type Auth = keyof SessionByAuth;

export type Callers = 'anyone' | 'services';

/** What the pipeline has to know of anything that answers: a route or a mount. */
export interface Endpoint {
  readonly auth: Auth;
  readonly callers: Callers;
  readonly cacheControl: string | undefined;
  readonly renewToken: boolean;
  /** How long a client may take to send its request, and how long a connection may be silent. Default: the server's. */
  readonly timeoutMs: number | undefined;
}

/** What a route and a mount declare alike. */
export interface EndpointOptions {
  /** `services`: only services of ours may call, with a token for this one (docs/adr/0014). Default `anyone`. */
  callers?: Callers;
  /** For a client's sending of the request, and for silence while it is answered. Default 30 and 60. */
  timeoutSeconds?: number;
  /** Only for what carries no user and no token; default what a handler of Express sets, else `no-store`. */
  cacheControl?: string;
  /** False where the session ends: no fresh token. Default true. */
  renewToken?: boolean;
}

export function endpointOf(
  auth: Auth,
  { callers = 'anyone', cacheControl, renewToken = true, timeoutSeconds }: EndpointOptions,
): Endpoint {
  const timeoutMs = timeoutSeconds && timeoutSeconds * 1000;
  return { auth, callers, cacheControl, renewToken, timeoutMs };
}

/** Who gets in where there is no handler of gear's own: into a mount, or through a WebSocket. */
export interface EntryOptions {
  /** `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at. */
  auth: Exclude<Auth, 'token'>;
  /** Called once the session is known, before the handlers: counts the request. What it throws is answered. */
  limit?: (request: MountedRequest) => Promise<void> | void;
}

export type MountHandler = RequestHandler | ErrorRequestHandler | readonly RequestHandler[];

/** Handlers of Express under one prefix. */
export interface Mount extends Endpoint {
  readonly limit: EntryOptions['limit'];
  readonly handlers: readonly MountHandler[];
}
