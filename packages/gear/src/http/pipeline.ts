import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Reply, raw, reply } from './reply.ts';
import type { Blueprint } from './define-blueprint.ts';
import type { Endpoint } from './endpoint.ts';
import type { Route } from './route.ts';
import { NotFoundError, ProblemError } from '../errors/errors.ts';
import type { ProblemAnswer, ProblemContext } from './problem-document.ts';
import { bearerToken } from '../jwt/jwt.ts';
import type { Logger } from '../logging/logger.ts';
import type { CarriedContext, Tracing } from '../tracing/tracing.ts';
import { peerHeader, type PeerTokens } from '../peer/peer-tokens.ts';
import { type ClientAddress, createClientAddress, type TrustedProxy } from './client-address.ts';
import { type Cors, isPreflight, preflightHeaders } from './cors.ts';
import { Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { readJsonBody } from './json-body.ts';
import { type MountEntry, MountTable } from './mount-table.ts';
import { reset, ResponseHead, withOwn } from './response-head.ts';
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

interface PipelineOptions {
  securityHeaders: readonly string[];
  cors: Cors | undefined;
  trustedProxy: TrustedProxy;
  log: Logger;
  tracing: Tracing;
  /** Development: a 5xx carries its stack. */
  withStack: boolean;
}

/** The client was gone before its answer began; no status of HTTP says so, nginx' does. */
const clientGone = 499;
const refusalPauseMs = { least: 250, most: 750 };

/**
 * From a request to its answer: route or mount, session, body, handler, headers; one place for errors and for the log line.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clientAddress: ClientAddress;
  readonly #table = new RouteTable();
  readonly #mounts: MountTable;
  readonly #head: ResponseHead;
  #peerTokens: PeerTokens | undefined;
  #toAnswer: ((error: unknown, context: ProblemContext) => ProblemAnswer) | undefined;
  #completed: (request: CompletedRequest) => void = () => undefined;
  #startFailure: unknown;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#clientAddress = createClientAddress(options.trustedProxy);
    this.#mounts = new MountTable(options.trustedProxy);
    this.#head = new ResponseHead(options);
  }

  async addBlueprint({ prefix, routes, mount }: Blueprint): Promise<void> {
    this.#table.add(prefix, routes);
    if (mount !== undefined) await this.#mounts.add(prefix, mount);
  }

  /** `METHOD /path` of each route, and the prefix of each mount. */
  get routes(): readonly string[] {
    return this.#patterns(() => true);
  }

  /** Routes and mounts that need a session guard. */
  get protectedRoutes(): readonly string[] {
    return this.#patterns(({ auth }) => auth !== 'public');
  }

  /** Routes and mounts that only services of ours may call. */
  get peerRoutes(): readonly string[] {
    return this.#patterns(({ callers }) => callers === 'services');
  }

  usePeerTokens(tokens: PeerTokens): void {
    this.#peerTokens = tokens;
  }

  useGuard(guard: Guard): void {
    this.#head.guard = guard;
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
    this.#head.draining = true;
  }

  /** The whole of it, as a listener for node:http. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { tracing, log: rootLog } = this.#options;
    const { guard } = this.#head;
    const exchange = new Exchange({ request, response, clientAddress: this.#clientAddress, guard, rootLog });
    void tracing.enter(carriedBy(exchange), { name: exchange.method, kind: 'server' }, (span) => {
      exchange.span = span;
      return this.#serve(exchange);
    });
  };

  /** @returns when the request is answered, however that ended */
  #serve(exchange: Exchange): Promise<void> | undefined {
    const { request } = exchange;
    const { cors } = this.#options;
    const path = pathOf(request);
    const match = this.#table.match(exchange.method, path);
    if (match.found !== undefined) {
      exchange.params = match.params;
      exchange.pattern = match.found.pattern;
      return this.#answerRoute(exchange, match.found.route);
    } else if (cors !== undefined && isPreflight(request)) {
      this.#send(exchange, reply(204), undefined, preflightHeaders);
    } else {
      const entry = this.#mounts.match(path);
      if (entry !== undefined) return this.#enterMount(exchange, entry);
      this.#fail(exchange, this.#unmatched(match.allowed));
    }
    return undefined;
  }

  async #answerRoute(exchange: Exchange, route: Route): Promise<void> {
    try {
      exchange.endpoint = route;
      if (route.auth !== 'public' || route.callers === 'services') await this.#admit(exchange, route);
      if (route.admits !== undefined) await admit(route.admits);
      if (route.takesBody) exchange.body = await readJsonBody(exchange.request, route.bodyLimitBytes);
      const answer = await route.run(exchange);
      if (route.auth === 'token' && exchange.session === undefined) {
        throw new Error(`${exchange.pattern} answered without confirming its session.`);
      }
      this.#send(exchange, answer, undefined);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  async #enterMount(exchange: Exchange, entry: MountEntry): Promise<void> {
    const { request, response } = exchange;
    const { mount } = entry;
    exchange.endpoint = mount;
    exchange.pattern = entry.patternOf(request);
    try {
      await this.#admit(exchange, mount);
      await mount.limit?.(exchange);
    } catch (error) {
      this.#fail(exchange, error);
      return;
    }
    let headAt = 0;
    this.#head.attach(exchange, () => (headAt = performance.now()));
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    entry.enter(exchange, (error) => {
      exchange.pattern = entry.patternOf(request);
      this.#fail(exchange, error ?? new NotFoundError());
    });
    await closed;
    exchange.pattern = entry.patternOf(request);
    const status = response.headersSent ? response.statusCode : clientGone;
    // A response without a length may be open for hours: it is measured by its beginning.
    const endedAt = response.hasHeader('content-length') || headAt === 0 ? performance.now() : headAt;
    this.#note(exchange, { status, endedAt, error: undefined });
  }

  /** Checks who calls and whose session it is. */
  async #admit(exchange: Exchange, { auth, callers }: Endpoint): Promise<void> {
    const { authorization, [peerHeader]: peerToken } = exchange.headers;
    if (callers === 'services') {
      if (this.#peerTokens === undefined) throw new Error('There are no keys to check callers with.');
      this.#peerTokens.verify(typeof peerToken === 'string' ? peerToken : undefined);
    }
    if (auth === 'public' || (auth === 'optional' && bearerToken(authorization) === undefined)) return;
    const { guard } = this.#head;
    if (guard === undefined) throw new Error('No session guard is configured.');
    exchange.identity = guard.identify(authorization);
    if (auth !== 'token') exchange.session = await guard.check(exchange.identity);
  }

  #patterns(wanted: (endpoint: Endpoint) => boolean): string[] {
    return [...this.#table.patterns(wanted), ...this.#mounts.patterns(wanted)];
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

  #fail(exchange: Exchange, error: unknown): void {
    const { response, requestId, log } = exchange;
    if (response.headersSent) {
      // Of a mount: the client sees that the answer is cut off, unless it was complete.
      log.error({ err: error, route: exchange.pattern }, 'a handler failed after its answer had begun');
      if (!response.writableEnded) response.destroy();
      return;
    }
    if (this.#toAnswer === undefined) throw error;
    reset(response);
    const { withStack } = this.#options;
    const { status, headers, document } = this.#toAnswer(error, { requestId, withStack });
    try {
      this.#send(exchange, raw(status, 'application/problem+json', JSON.stringify(document), headers), error);
    } catch (failure) {
      // A header or a document that cannot be written must not end the process.
      log.error({ err: failure }, 'an answer could not be written');
      response.destroy();
    }
  }

  #send(exchange: Exchange, answer: Reply, error: unknown, extra: readonly string[] = []): void {
    const { response, endpoint } = exchange;
    const { status, contentType, body, headers: own } = answer;
    const cacheControl = error === undefined ? endpoint?.cacheControl : undefined;
    const lines = this.#head.lines(exchange, status, cacheControl ?? 'no-store');
    if (contentType !== undefined) lines.push('Content-Type', contentType);
    if (status !== 204 && status !== 304) lines.push('Content-Length', String(byteLength(body)));
    lines.push(...extra);
    response.writeHead(status, own === undefined ? lines : withOwn(lines, own));
    response.end(body);
    this.#note(exchange, { status, endedAt: performance.now(), error });
  }

  #note(exchange: Exchange, { status, endedAt, error }: Outcome): void {
    const { method, pattern, startedAt, requestId, session, noted } = exchange;
    if (noted) return;
    exchange.noted = true;
    const userId = session?.userId;
    exchange.span?.describe({
      name: `${method} ${pattern}`,
      attributes: {
        'http.request.method': method,
        'http.route': pattern,
        'http.response.status_code': status,
      },
    });
    if (status >= 500) exchange.span?.fail(error);
    this.#completed({ method, route: pattern, status, ms: endedAt - startedAt, requestId, userId, error });
  }
}

interface Outcome {
  readonly status: number;
  readonly endedAt: number;
  readonly error: unknown;
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

function carriedBy({ requestId, headers }: Exchange): CarriedContext {
  const { traceparent } = headers;
  return { requestId, traceparent: typeof traceparent === 'string' ? traceparent : undefined };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

function byteLength(body: string | Uint8Array | undefined): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
