import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Reply, type ReplyHeaders, raw } from './reply.ts';
import type { Blueprint } from './define-blueprint.ts';
import type { Route } from './route.ts';
import { NotFoundError, ProblemError } from '../errors/errors.ts';
import type { ProblemAnswer, ProblemContext } from './problem-document.ts';
import { bearerToken } from '../jwt/jwt.ts';
import type { Logger } from '../logging/logger.ts';
import { peerHeader, type PeerTokens } from '../peer/peer-tokens.ts';
import type { ClientAddress } from './client-address.ts';
import { type Cors, isPreflight, preflightHeaders } from './cors.ts';
import { Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { readJsonBody } from './json-body.ts';
import { RouteTable } from './route-table.ts';

/** What is known of a request once it is answered. */
export interface CompletedRequest {
  readonly method: string;
  /** `/user/:id`, never the path itself; `unmatched` when there was none. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly requestId: string;
  readonly userId: string | undefined;
  /** What was thrown, when something was. */
  readonly error: unknown;
}

/** A step before the routes, in the words of node:http. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

interface PipelineOptions {
  securityHeaders: readonly string[];
  cors: Cors | undefined;
  clientAddress: ClientAddress;
  log: Logger;
  /** Development: a 5xx carries its stack. */
  withStack: boolean;
}

const refusalPauseMs = { least: 250, most: 750 };
const incomingId = /^[\w.-]{1,64}$/;

/** From a request to its answer: route, session, body, handler, headers; one place for errors and for the log line. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #table = new RouteTable();
  #guard: Guard | undefined;
  #peerTokens: PeerTokens | undefined;
  #toAnswer: ((error: unknown, context: ProblemContext) => ProblemAnswer) | undefined;
  #completed: (request: CompletedRequest) => void = () => undefined;
  #draining = false;
  #startFailure: unknown;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  addBlueprint(blueprint: Blueprint): void {
    this.#table.add(blueprint);
  }

  /** Routes that need somebody to check sessions. */
  get protectedRoutes(): readonly string[] {
    return this.#table.patterns(({ auth }) => auth !== 'public');
  }

  /** Routes that only services of ours may call. */
  get peerRoutes(): readonly string[] {
    return this.#table.patterns(({ callers }) => callers === 'services');
  }

  usePeerTokens(tokens: PeerTokens): void {
    this.#peerTokens = tokens;
  }

  useGuard(guard: Guard): void {
    this.#guard = guard;
  }

  useErrorHandler(toAnswer: (error: unknown, context: ProblemContext) => ProblemAnswer): void {
    this.#toAnswer = toAnswer;
  }

  onCompleted(completed: (request: CompletedRequest) => void): void {
    this.#completed = completed;
  }

  /** Development: what no route answers is answered with this error until the next reload. */
  failWith(error: unknown): void {
    this.#startFailure = error;
  }

  /** From now on every answer asks its client to come back on another connection. */
  drain(): void {
    this.#draining = true;
  }

  /** The whole of it, as a listener for node:http or a middleware for express. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const startedAt = performance.now();
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    const match = this.#table.match(method, mark < 0 ? url : url.slice(0, mark));
    const turn: Turn = {
      request,
      response,
      startedAt,
      requestId: requestIdOf(request),
      route: match.found?.route,
      pattern: match.found?.pattern ?? 'unmatched',
      exchange: undefined,
    };
    if (match.found !== undefined) void this.#run(turn, match.found.route, match.params);
    else if (this.#options.cors !== undefined && isPreflight(request)) this.#answerPreflight(turn);
    else this.#fail(turn, this.#unmatched(match.allowed));
  };

  /** Answers with the problem that an error is. */
  readonly handleError = (error: unknown, request: IncomingMessage, response: ServerResponse): void => {
    const requestId = requestIdOf(request);
    const startedAt = performance.now();
    this.#fail(
      {
        request,
        response,
        startedAt,
        requestId,
        route: undefined,
        pattern: 'unmatched',
        exchange: undefined,
      },
      error,
    );
  };

  async #run(turn: Turn, route: Route, params: Readonly<Record<string, string>>): Promise<void> {
    const { request, response, requestId } = turn;
    const { clientAddress, log } = this.#options;
    const guard = this.#guard;
    const exchange = new Exchange({
      request,
      response,
      requestId,
      params,
      clientAddress,
      guard,
      rootLog: log,
    });
    turn.exchange = exchange;
    try {
      if (route.callers === 'services') this.#checkCaller(request);
      if (route.auth !== 'public') await this.#authenticate(route, exchange);
      if (route.admits !== undefined) await admit(route.admits);
      if (route.takesBody) exchange.body = await readJsonBody(request, route.bodyLimitBytes);
      const answer = await route.run(exchange);
      if (route.auth === 'token' && exchange.session === undefined) {
        throw new Error(`${turn.pattern} answered without confirming its session.`);
      }
      this.#send(turn, answer, undefined);
    } catch (error) {
      this.#fail(turn, error);
    }
  }

  #checkCaller({ headers }: IncomingMessage): void {
    if (this.#peerTokens === undefined) throw new Error('There are no keys to check callers with.');
    const token = headers[peerHeader];
    this.#peerTokens.verify(typeof token === 'string' ? token : undefined);
  }

  async #authenticate(route: Route, exchange: Exchange): Promise<void> {
    if (this.#guard === undefined) throw new Error('No guard checks sessions.');
    const { authorization } = exchange.headers;
    if (route.auth === 'optional' && bearerToken(authorization) === undefined) return;
    exchange.identity = this.#guard.identify(authorization);
    if (route.auth !== 'token') exchange.session = await this.#guard.check(exchange.identity);
  }

  #unmatched(allowed: readonly string[]): unknown {
    if (this.#startFailure !== undefined) return this.#startFailure;
    if (allowed.length === 0) return new NotFoundError();
    return new ProblemError({
      status: 405,
      code: 'method_not_allowed',
      detail: `This path answers ${allowed.join(', ')}.`,
      headers: { Allow: allowed.join(', ') },
    });
  }

  #answerPreflight(turn: Turn): void {
    this.#send(
      turn,
      { status: 204, contentType: undefined, body: undefined, headers: undefined },
      undefined,
      [...preflightHeaders],
    );
  }

  #fail(turn: Turn, error: unknown): void {
    if (this.#toAnswer === undefined) throw error;
    const { status, headers, document } = this.#toAnswer(error, {
      requestId: turn.requestId,
      withStack: this.#options.withStack,
    });
    try {
      this.#send(turn, raw(status, 'application/problem+json', JSON.stringify(document), headers), error);
    } catch (failure) {
      // A header or a document that cannot be written must not end the process.
      this.#options.log.error({ err: failure, requestId: turn.requestId }, 'an answer could not be written');
      turn.response.destroy();
    }
  }

  #send(turn: Turn, reply: Reply, error: unknown, extra: readonly string[] = []): void {
    const { request, response, route, startedAt, requestId, pattern } = turn;
    const session = turn.exchange?.session;
    const { status, contentType, body, headers: own } = reply;
    const headers: string[] = [
      ...this.#options.securityHeaders,
      'Cache-Control',
      (error === undefined ? route?.cacheControl : undefined) ?? 'no-store',
      'X-Request-Id',
      requestId,
    ];
    if (contentType !== undefined) headers.push('Content-Type', contentType);
    if (status !== 204 && status !== 304) headers.push('Content-Length', String(byteLength(body)));
    // A 5xx says nothing about the session, a 401 that it is over.
    const renews = session !== undefined && route?.renewToken === true && status < 500 && status !== 401;
    if (renews && this.#guard !== undefined) headers.push('Authorization', this.#guard.renew(session));
    if (this.#options.cors !== undefined) headers.push(...this.#options.cors(request));
    if (this.#draining) headers.push('Connection', 'close');
    headers.push(...extra);
    if (!response.headersSent) {
      response.writeHead(status, own === undefined ? headers : withOwn(headers, own));
      response.end(body);
    }
    this.#completed({
      method: request.method ?? 'GET',
      route: pattern,
      status,
      ms: performance.now() - startedAt,
      requestId,
      userId: session?.userId,
      error,
    });
  }
}

// Clients without patience come back as soon as they are refused: a flood of them must leave time for others. Pauses
// differ, or those that were refused together would come back together, for ever.
async function admit(admits: () => void): Promise<void> {
  try {
    admits();
  } catch (error) {
    const { least, most } = refusalPauseMs;
    await sleep(least + Math.random() * (most - least));
    throw error;
  }
}

interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  readonly requestId: string;
  readonly route: Route | undefined;
  readonly pattern: string;
  exchange: Exchange | undefined;
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && incomingId.test(given) ? given : randomUUID();
}

function byteLength(body: string | Uint8Array | undefined): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}

// A reply's own header replaces gear's of the same name.
function withOwn(headers: readonly string[], own: ReplyHeaders): string[] {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    if (!names.has(name.toLowerCase())) kept.push(name, value);
  }
  return [...kept, ...Object.entries(own).flat()];
}
