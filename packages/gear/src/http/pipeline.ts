import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { admit } from './admission.ts';
import { Answering, type CompletedRequest } from './answering.ts';
import { reply } from './reply.ts';
import type { Blueprint } from './define-blueprint.ts';
import type { Endpoint } from './endpoint.ts';
import { NotFoundError } from '../errors/errors.ts';
import type { ProblemAnswer, ProblemContext } from './problem-document.ts';
import { bearerToken } from '../jwt/jwt.ts';
import type { Logger } from '../logging/logger.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { peerHeader, type PeerTokens } from '../peer/peer-tokens.ts';
import { createClientAddress, type TrustedProxy } from './client-address.ts';
import { type Cors, isPreflight, preflightHeaders } from './cors.ts';
import { Exchange, type ExchangeScope } from './exchange.ts';
import type { Guard } from './guard.ts';
import { type MountEntry, MountTable } from './mount-table.ts';
import { OpenStreams } from './open-streams.ts';
import { ResponseHead } from './response-head.ts';
import { type FoundRoute, RouteTable, unmatchedError } from './route-table.ts';
import { pathOf } from './target.ts';
import { checkHandshake, isAnswering, refuseOn, takeOver } from './web-socket.ts';

interface PipelineOptions {
  securityHeaders: readonly string[];
  cors: Cors | undefined;
  trustedProxy: TrustedProxy;
  log: Logger;
  tracing: Tracing;
  /** Development: a 5xx carries its stack. */
  withStack: boolean;
}

/** From a request to its answer: route, mount or WebSocket, session, body, handler. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #scope: ExchangeScope;
  readonly #table = new RouteTable();
  readonly #mounts: MountTable;
  readonly #head: ResponseHead;
  readonly #answering: Answering;
  #peerTokens: PeerTokens | undefined;
  #startFailure: unknown;

  constructor(options: PipelineOptions) {
    this.#options = options;
    const clientAddress = createClientAddress(options.trustedProxy);
    this.#scope = { clientAddress, streams: new OpenStreams(), log: options.log, guard: undefined };
    this.#head = new ResponseHead(options);
    this.#answering = new Answering({ head: this.#head, withStack: options.withStack });
    const { completeHead } = this.#answering;
    this.#mounts = new MountTable({ trustedProxy: options.trustedProxy, completeHead });
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
    this.#scope.guard = guard;
  }

  useErrorHandler(toAnswer: (error: unknown, context: ProblemContext) => ProblemAnswer): void {
    this.#answering.toAnswer = toAnswer;
  }

  onCompleted(completed: (request: CompletedRequest) => void): void {
    this.#answering.completed = completed;
  }

  /** Development: what no route answers is answered with this error until the next reload. */
  failWith(error: unknown): void {
    this.#startFailure = error;
  }

  /** From now on every answer asks its client to come back on another connection. */
  drain(): void {
    this.#head.draining = true;
  }

  /** Asks what stays open to end, and cuts off what has not within the time. */
  endStreams(graceMs: number): Promise<void> {
    return this.#scope.streams.end(graceMs);
  }

  /** The longest time that a route or mount declares; 0 where none does. */
  get longestTimeoutMs(): number {
    return Math.max(0, ...this.#entries().map(({ endpoint: { timeoutMs = 0 } }) => timeoutMs));
  }

  /** The time that the route or mount of a request declares. */
  timeoutMsOf(request: IncomingMessage): number | undefined {
    const path = pathOf(request);
    const { found } = this.#table.match(request.method ?? 'GET', path);
    return (found?.route ?? this.#mounts.match(path)?.mount)?.timeoutMs;
  }

  /** The whole of it, as a listener for node:http. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#enter(new Exchange(request, response, this.#scope), (exchange) => this.#serve(exchange));
  };

  /** Whether a request asks for the WebSocket that is at its path; one that does not is answered as any other. */
  readonly isUpgrade = (request: IncomingMessage): boolean => {
    const { found } = this.#table.match(request.method ?? 'GET', pathOf(request));
    return found?.route.takeover !== undefined && request.headers.upgrade?.toLowerCase() === 'websocket';
  };

  /** Hands the connection of such a request over, or refuses it with an answer of HTTP. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    if (isAnswering(socket, response)) {
      socket.destroy();
      return;
    }
    this.#enter(new Exchange(request, response, this.#scope, socket), (exchange) =>
      this.#upgrade(exchange, head).catch((error: unknown) => {
        refuseOn(socket, response);
        this.#answering.fail(exchange, error);
      }),
    );
  };

  #enter(exchange: Exchange, serve: (exchange: Exchange) => Promise<void> | undefined): void {
    const { requestId, method } = exchange;
    void this.#options.tracing.enter(
      { requestId, traceparent: this.#traceparentOf(exchange) },
      { name: method, kind: 'server' },
      (span) => {
        exchange.span = span;
        return serve(exchange);
      },
    );
  }

  // A client that names a trace would write into it, and choose what is sampled: only services of ours are believed.
  #traceparentOf(exchange: Exchange): string | undefined {
    const { traceparent, [peerHeader]: peerToken } = exchange.headers;
    if (typeof traceparent !== 'string' || typeof peerToken !== 'string') return undefined;
    exchange.caller = this.#peerTokens?.callerOf(peerToken);
    return exchange.caller === undefined ? undefined : traceparent;
  }

  /** @returns when the request is answered, however that ended */
  #serve(exchange: Exchange): Promise<void> | undefined {
    const { request } = exchange;
    const path = pathOf(request);
    const match = this.#table.match(exchange.method, path);
    if (match.found !== undefined) return this.#answerRoute(exchange, match);
    if (this.#options.cors !== undefined && isPreflight(request))
      return this.#answering.send(exchange, reply(204, undefined, preflightHeaders));
    const entry = this.#mounts.match(path);
    if (entry !== undefined) return this.#enterMount(exchange, entry);
    this.#answering.fail(exchange, this.#startFailure ?? unmatchedError(match.allowed));
    return undefined;
  }

  async #answerRoute(exchange: Exchange, match: FoundRoute): Promise<void> {
    const { route } = match.found;
    exchange.reach(match);
    try {
      if (route.auth !== 'public' || route.callers === 'services') await this.#admit(exchange, route);
      if (route.admits !== undefined) await admit(route.admits);
      if (route.readBody !== undefined) exchange.body = await route.readBody(exchange.request);
      const answer = await route.run(exchange);
      if (route.auth === 'token' && exchange.session === undefined) {
        throw new Error(`${exchange.pattern} answered without confirming its session.`);
      }
      const sent = this.#answering.send(exchange, answer);
      if (sent !== undefined) await sent;
    } catch (error) {
      this.#answering.fail(exchange, error);
    }
  }

  async #enterMount(exchange: Exchange, entry: MountEntry): Promise<void> {
    const { mount } = entry;
    exchange.endpoint = mount;
    exchange.pattern = entry.patternOf(exchange.request);
    try {
      await this.#admit(exchange, mount);
      await mount.limit?.(exchange);
    } catch (error) {
      this.#answering.fail(exchange, error);
      return;
    }
    await this.#answering.enter(exchange, entry);
  }

  async #upgrade(exchange: Exchange, head: Buffer): Promise<void> {
    const { request } = exchange;
    const match = this.#table.match(exchange.method, pathOf(request));
    const takeover = match.found?.route.takeover;
    if (match.found === undefined || takeover === undefined) throw new NotFoundError();
    exchange.reach(match);
    checkHandshake(request, takeover.origins, this.#options.cors);
    await this.#admit(exchange, match.found.route);
    await takeover.limit?.(exchange);
    await takeOver(exchange, takeover, head);
    this.#answering.note(exchange, 101);
  }

  /** Checks who calls and whose session it is. */
  async #admit(exchange: Exchange, { auth, callers }: Endpoint): Promise<void> {
    const { authorization, [peerHeader]: peerToken } = exchange.headers;
    if (callers === 'services' && exchange.caller === undefined) {
      if (this.#peerTokens === undefined) throw new Error('There are no keys to check callers with.');
      exchange.caller = this.#peerTokens.verify(typeof peerToken === 'string' ? peerToken : undefined);
    }
    if (auth === 'public' || (auth === 'optional' && bearerToken(authorization) === undefined)) return;
    const { guard } = this.#scope;
    if (guard === undefined) throw new Error('No session guard is configured.');
    exchange.identity = guard.identify(authorization);
    if (auth !== 'token') exchange.session = await guard.check(exchange.identity);
  }

  #entries(): { endpoint: Endpoint; pattern: string }[] {
    return [...this.#table.entries(), ...this.#mounts.entries()];
  }

  #patterns(wanted: (endpoint: Endpoint) => boolean): string[] {
    return this.#entries()
      .filter(({ endpoint }) => wanted(endpoint))
      .map(({ pattern }) => pattern);
  }
}
