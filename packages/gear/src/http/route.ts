import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Reply } from './reply.ts';
import { fieldErrors } from './field-errors.ts';
import {
  type Auth,
  type Endpoint,
  type EndpointOptions,
  endpointOf,
  type SessionByAuth,
} from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { NotFoundError, InvalidInputError } from '../errors/errors.ts';
import type { Session } from '../sessions/sessions.ts';
import { readJsonBody, readRawBody } from './request-body.ts';
import { RouteRequest } from './route-request.ts';
import type { Takeover } from './takeover.ts';
import { queryOf } from './target.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RouteOptions<B, P, Q, A extends Auth> extends EndpointOptions {
  /**
   * `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at;
   * `token`: a good token, and the handler reads the session's row with its own query and must `confirm` it: for a
   * route whose one query can bring both, and which is called so often that a second round trip shows.
   */
  auth: A;
  /** Asked before the body is read; what it throws is answered, after a pause that slows down who asks again at once. */
  admits?: () => void;
  /** Absent: a body that is sent is ignored. `rawBody`: its bytes, of whatever type. */
  body?: z.ZodType<B>;
  /** A path that does not fit is 404. Absent: every parameter is a string. */
  params?: z.ZodType<P>;
  /** Absent: the query is ignored. */
  query?: z.ZodType<Q>;
  /** Default 16 KiB. */
  bodyLimitBytes?: number;
  /**
   * Called in place of the handler once the input is valid, and calls it: for what several routes have in common, such
   * as a rate limit. What it throws is answered.
   */
  around?(
    this: void,
    request: RouteRequest<B, P, Q, SessionByAuth[A]>,
    handle: () => Promise<Reply>,
  ): Promise<Reply>;
}

export type RouteHandler<B, P, Q, A extends Auth> = (
  request: RouteRequest<B, P, Q, SessionByAuth[A]>,
) => Promise<Reply> | Reply;

/** A route as the table keeps it: the types of its input are closed over by `run`. */
export interface Route extends Endpoint {
  readonly method: Method;
  /** With its blueprint's prefix once it is in a table: `/user/:id`. */
  readonly path: string;
  readonly admits: (() => void) | undefined;
  /** With `upgrade`: how it takes a connection over. */
  readonly takeover?: Takeover;
  readonly readBody: ((request: IncomingMessage) => Promise<unknown>) | undefined;
  run(exchange: Exchange): Promise<Reply> | Reply;
}

/** A route whose types are closed over: the schemas and the guard make what its handler expects. */
interface UntypedRoute extends RouteOptions<unknown, unknown, unknown, Auth> {
  method: Method;
  path: string;
  /** Code of the 404 for a path whose parameters do not fit. Default `not_found`. */
  notFoundCode?: string | undefined;
  // A method's parameter, unlike that of a function type, may be narrower than the one that is declared.
  handle(
    this: void,
    request: RouteRequest<unknown, unknown, unknown, Session | undefined>,
  ): Promise<Reply> | Reply;
}

const defaultBodyLimitBytes = 16 * 1024;

/** As the `body` of a route: the bytes as they were sent, for a signature over them or for what is not JSON. */
export const rawBody: z.ZodType<Buffer> = z.instanceof(Buffer);

/** A route from its parts; `get`, `post` … and `route` have typed them. */
export function closeRoute(options: UntypedRoute): Route {
  const { around, handle, body, params, query, notFoundCode } = options;
  const { bodyLimitBytes = defaultBodyLimitBytes } = options;
  const read = body === rawBody ? readRawBody : readJsonBody;
  return {
    ...endpointOf(options.auth, options),
    method: options.method,
    path: options.path,
    admits: options.admits,
    readBody: body && ((request) => read(request, bodyLimitBytes)),
    run: (exchange) => {
      const request = new RouteRequest(exchange, exchange.session, {
        body: body && parsed(body, exchange.body),
        params: params ? parsedParams(params, exchange.params, notFoundCode) : exchange.params,
        query: query && parsed(query, queryOf(exchange.request)),
      });
      return around ? around(request, async () => handle(request)) : handle(request);
    },
  };
}

function parsed(schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidInputError(fieldErrors(schema, input, result.error));
}

function parsedParams(schema: z.ZodType, input: unknown, notFoundCode: string | undefined): unknown {
  const result = schema.safeParse(input);
  if (!result.success) throw new NotFoundError(notFoundCode);
  return result.data;
}

type RouteMaker = <A extends Auth, B = undefined, P = Readonly<Record<string, string>>, Q = undefined>(
  path: string,
  options: RouteOptions<B, P, Q, A>,
  handler: RouteHandler<B, P, Q, A>,
) => Route;

const maker =
  (method: Method): RouteMaker =>
  (path, options, handle) =>
    closeRoute({ ...options, method, path, handle });

export const get = maker('GET');
export const post = maker('POST');
export const put = maker('PUT');
export const patch = maker('PATCH');
export const del = maker('DELETE');
