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

export type MountHandler = RequestHandler | ErrorRequestHandler | readonly RequestHandler[];

/** Handlers of Express under one prefix. */
export interface Mount extends Endpoint {
  readonly limit: ((request: MountedRequest) => Promise<void> | void) | undefined;
  readonly handlers: readonly MountHandler[];
}
