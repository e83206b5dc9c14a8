import type { z } from 'zod';
import type { Reply } from './reply.ts';
import { fieldErrors } from './field-errors.ts';
import type { Exchange } from './exchange.ts';
import { NotFoundError, InvalidInputError } from '../errors/errors.ts';
import type { Session } from '../sessions/sessions.ts';
import { RouteRequest } from './route-request.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Which session a handler gets, by the route's `auth`. */
export interface SessionByAuth {
  public: undefined;
  token: undefined;
  optional: Session | undefined;
  required: Session;
}
export type Auth = keyof SessionByAuth;

export type Callers = 'anyone' | 'services';

export interface RouteOptions<B, P, Q, A extends Auth> {
  /**
   * `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at;
   * `token`: a good token, and the handler reads the session's row with its own query and must `confirm` it: for a
   * route whose one query can bring both, and which is called so often that a second round trip shows.
   */
  auth: A;
  /** Asked before the body is read; what it throws is answered, after a pause that slows down who asks again at once. */
  admits?: () => void;
  /** `services`: only services of ours may call, with a token for this one (docs/adr/0014). Default `anyone`. */
  callers?: Callers;
  /** Absent: a body that is sent is ignored. */
  body?: z.ZodType<B>;
  /** A path that does not fit is 404. Absent: every parameter is a string. */
  params?: z.ZodType<P>;
  /** Absent: the query is ignored. */
  query?: z.ZodType<Q>;
  /** Default 16 KiB. */
  bodyLimitBytes?: number;
  /** Only for what carries no user and no token; default `no-store`. */
  cacheControl?: string;
  /** False on routes that end the session: no fresh token. Default true. */
  renewToken?: boolean;
  /** For people. */
  summary?: string;
}

export type RouteHandler<B, P, Q, A extends Auth> = (
  request: RouteRequest<B, P, Q, SessionByAuth[A]>,
) => Promise<Reply> | Reply;

/** A route as the table keeps it: the types of its input are closed over by `run`. */
export interface Route {
  readonly method: Method;
  /** With its blueprint's prefix once it is in a table: `/user/:id`. */
  readonly path: string;
  readonly auth: Auth;
  readonly admits: (() => void) | undefined;
  readonly callers: Callers;
  readonly takesBody: boolean;
  readonly bodyLimitBytes: number;
  readonly cacheControl: string | undefined;
  readonly renewToken: boolean;
  readonly summary: string | undefined;
  run(exchange: Exchange): Promise<Reply> | Reply;
}

// A method, unlike a function type, may be handed a handler that expects the narrower session of its route.
interface AnySessionHandler<B, P, Q> {
  handle(request: RouteRequest<B, P, Q, Session | undefined>): Promise<Reply> | Reply;
}

export const defaultBodyLimitBytes = 16 * 1024;

function route<B, P, Q, A extends Auth>(
  method: Method,
  path: string,
  options: RouteOptions<B, P, Q, A>,
  handler: RouteHandler<B, P, Q, A>,
): Route {
  const anySession: AnySessionHandler<B, P, Q> = { handle: handler };
  return {
    method,
    path,
    auth: options.auth,
    admits: options.admits,
    callers: options.callers ?? 'anyone',
    takesBody: options.body !== undefined,
    bodyLimitBytes: options.bodyLimitBytes ?? defaultBodyLimitBytes,
    cacheControl: options.cacheControl,
    renewToken: options.renewToken ?? true,
    summary: options.summary,
    run: (exchange) =>
      anySession.handle(
        new RouteRequest(exchange, exchange.session, {
          body: parsed(options.body, exchange.body),
          params: parsedParams(options.params, exchange.params),
          query: parsed(options.query, options.query === undefined ? undefined : exchange.query()),
        }),
      ),
  };
}

// Without a schema the type parameter is left to its default, which is what the input is then.
function parsed<T>(schema: z.ZodType<T> | undefined, input: unknown): T;
function parsed(schema: z.ZodType | undefined, input: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInputError(fieldErrors(schema, input, result.error));
}

function parsedParams<T>(schema: z.ZodType<T> | undefined, input: unknown): T;
function parsedParams(schema: z.ZodType | undefined, input: unknown): unknown {
  if (schema === undefined) return input;
  const result = schema.safeParse(input);
  if (!result.success) throw new NotFoundError();
  return result.data;
}

type RouteMaker = <A extends Auth, B = undefined, P = Readonly<Record<string, string>>, Q = undefined>(
  path: string,
  options: RouteOptions<B, P, Q, A>,
  handler: RouteHandler<B, P, Q, A>,
) => Route;

export const get: RouteMaker = (path, options, handler) => route('GET', path, options, handler);
export const post: RouteMaker = (path, options, handler) => route('POST', path, options, handler);
export const put: RouteMaker = (path, options, handler) => route('PUT', path, options, handler);
export const patch: RouteMaker = (path, options, handler) => route('PATCH', path, options, handler);
export const del: RouteMaker = (path, options, handler) => route('DELETE', path, options, handler);
