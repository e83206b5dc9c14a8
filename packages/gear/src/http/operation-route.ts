import type { z } from 'zod';
import type { Auth, SessionByAuth } from './endpoint.ts';
import type { JsonReply } from './reply.ts';
import { closeRoute, type Method, type Route, type RouteOptions } from './route.ts';
import type { RouteRequest } from './route-request.ts';

/** What a route takes from a description of an HTTP API, however that is written. */
export interface OperationLike {
  readonly method: Lowercase<Method>;
  readonly path: string;
  /** `public` needs no session. Any other word needs one; what else it demands is for the service to check. */
  readonly access: string;
  /** With `public`: a token that is sent must be valid. */
  readonly token?: 'optional';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly bodyType?: 'application/json';
  readonly success: { readonly status: number; readonly body?: z.ZodType };
  /** A path whose parameters do not fit is answered with the code of its 404. */
  readonly problems?: readonly { readonly status: number; readonly code: string }[];
}

/** `auth` as an operation's access asks for it. */
export type AuthOf<O extends OperationLike> = O extends { readonly access: 'public' }
  ? O extends { readonly token: 'optional' }
    ? 'optional'
    : 'public'
  : 'required';

/** `token`, for a handler that reads the session's row itself, may replace `required`. */
export type AuthChoice<O extends OperationLike> =
  AuthOf<O> extends 'required' ? 'required' | 'token' : AuthOf<O>;

export type BodyOf<O> = O extends { readonly body: z.ZodType<infer B> } ? B : undefined;
type QueryOf<O> = O extends { readonly query: z.ZodType<infer Q> } ? Q : undefined;
type ParamsOf<O> = O extends { readonly params: z.ZodType<infer P> } ? P : Readonly<Record<string, string>>;

/** The request of an operation's handler. */
export type OperationRequest<O, A extends Auth> = RouteRequest<
  BodyOf<O>,
  ParamsOf<O>,
  QueryOf<O>,
  SessionByAuth[A]
>;

type SuccessOf<O extends OperationLike> = JsonReply<O['success']['status'], BodyOf<O['success']>>;

export type OperationHandler<O extends OperationLike, A extends Auth> = (
  request: OperationRequest<O, A>,
) => Promise<SuccessOf<O>> | SuccessOf<O>;

export type OperationRouteOptions<O, A extends Auth> = Omit<
  RouteOptions<BodyOf<O>, ParamsOf<O>, QueryOf<O>, A>,
  'auth' | 'body' | 'params' | 'query'
> & { auth?: A };

const methods = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/**
 * The route of an operation: method, path, schemas and session are the operation's, and the compiler checks the handler
 * against them: what it reads, and the status and body of its answer.
 */
export function route<O extends OperationLike, A extends AuthChoice<O> = AuthOf<O>>(
  operation: O,
  options: OperationRouteOptions<O, A>,
  handler: OperationHandler<O, A>,
): Route {
  const { method, path, access, token, params, query, body, problems } = operation;
  const sessionless = token === 'optional' ? 'optional' : 'public';
  return closeRoute({
    ...options,
    auth: options.auth ?? (access === 'public' ? sessionless : 'required'),
    method: methods[method],
    path,
    params,
    query,
    body,
    notFoundCode: problems?.find(({ status }) => status === 404)?.code,
    handle: handler,
  });
}
