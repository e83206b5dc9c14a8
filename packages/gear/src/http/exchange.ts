import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ClientAddress } from './client-address.ts';
import type { Guard, SessionClaim } from './guard.ts';
import { type Lease, leaseFor } from './lease.ts';
import type { OpenStreams } from './open-streams.ts';
import type { Endpoint } from './endpoint.ts';
import type { Logger } from '../logging/logger.ts';
import type { VerifiedToken } from '../jwt/jwt.ts';
import { networksOf } from '../rate-limit/networks.ts';
import type { Session } from '../sessions/sessions.ts';
import type { ActiveSpan } from '../tracing/span.ts';

/** What all requests of a service have in common. */
export interface ExchangeScope {
  readonly clientAddress: ClientAddress;
  readonly streams: OpenStreams;
  readonly log: Logger;
  guard: Guard | undefined;
}

interface Reached {
  readonly found: { readonly route: Endpoint; readonly pattern: string };
  readonly params: Readonly<Record<string, string>>;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});
/** How often the session of an open stream is checked. */
const sessionCheckMs = 15_000;
/** So long a stream that is asked to end may take. */
const closingMs = 2_000;
const incomingId = /^[\w.-]{1,64}$/;

/** One request on its way through the pipeline. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What closes when the request is over. */
  readonly connection: ServerResponse | Duplex;
  readonly requestId: string;
  /** As it arrived: a handler of Express may change it. */
  readonly method: string;
  readonly startedAt = performance.now();
  /** When an answer without a length began. */
  begunAt: number | undefined;
  /** Read at once: a socket whose client has gone cannot tell it any more. */
  readonly ip: string;
  /** What logs and metrics name: `/user/:id`, never the path itself; `unmatched` when there is no such path. */
  pattern = 'unmatched';
  endpoint: Endpoint | undefined;
  params: Readonly<Record<string, string>> = noParams;
  body: unknown;
  /** The service of ours that calls, once its token is checked. */
  caller: string | undefined;
  identity: VerifiedToken | undefined;
  session: Session | undefined;
  /** Of the trace that the request belongs to. */
  span: ActiveSpan | undefined;
  /** Whether the log line is written. */
  noted = false;
  readonly #scope: ExchangeScope;
  #log: Logger | undefined;
  #abort: AbortController | undefined;
  #lease: Lease | undefined;

  /** @param connection what it goes over once it is no longer HTTP; default: the response */
  constructor(request: IncomingMessage, response: ServerResponse, scope: ExchangeScope, connection?: Duplex) {
    this.request = request;
    this.response = response;
    this.connection = connection ?? response;
    this.requestId = requestIdOf(request);
    this.method = request.method ?? 'GET';
    this.ip = scope.clientAddress(request);
    this.#scope = scope;
  }

  /** Its path is that of an endpoint. */
  reach({ found, params }: Reached): void {
    this.endpoint = found.route;
    this.pattern = found.pattern;
    this.params = params;
  }

  confirm(row: SessionClaim | undefined): Session {
    const { guard } = this.#scope;
    if (guard === undefined || this.identity === undefined) throw new Error('There is no token to confirm.');
    this.session = guard.confirm(this.identity, row);
    return this.session;
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  get authorization(): string | undefined {
    return this.request.headers.authorization;
  }

  /** The Authorization header of its answer: of a 5xx, which says nothing about the session, and of a 401 none. */
  renewed(status: number): string | undefined {
    if (this.session === undefined || this.endpoint?.renewToken !== true || status >= 500 || status === 401)
      return undefined;
    return this.#scope.guard?.renew(this.session);
  }

  get log(): Logger {
    this.#log ??= this.#scope.log.child({ requestId: this.requestId });
    return this.#log;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const { connection } = this;
      const closed = () => {
        // What was held is over in any case.
        if (this.#lease !== undefined || !connection.writableFinished) this.abort();
      };
      connection.once('close', closed);
      this.#abort = new AbortController();
      if (connection.destroyed) closed();
    }
    return this.#abort.signal;
  }

  /** What is under way for this request should end. */
  abort(): void {
    this.#abort ??= new AbortController();
    this.#abort.abort();
  }

  /** Leave to stay open, for as long as its session and its token live. */
  get lease(): Lease {
    this.#lease ??= leaseFor(this, this.#scope.guard);
    return this.#lease;
  }

  /** Counts it among what its person, or without a session its network, has open. @throws TooManyRequestsError */
  hold(mostPerPerson: number): Lease {
    const [network] = networksOf(this.ip);
    this.#scope.streams.count(this.session?.userId ?? network?.key ?? '', mostPerPerson, this.connection);
    return this.lease;
  }

  /**
   * Ends what stays open when its lease ends, and at the stop: it is asked by the signal and by `end`, and cut off when it
   * has not ended two seconds later.
   *
   * @returns takes that back, but for the stop
   */
  stayOpen(end?: () => void, checkMs = sessionCheckMs): () => void {
    const { connection, lease } = this;
    const { socket } = this.request;
    const watch = setInterval(() => void lease.check(), checkMs);
    const close = () => {
      clearInterval(watch);
      if (connection.closed) return;
      // Its head did not say that the connection closes: a client would keep it, and a stop would wait for it.
      connection.once('finish', () => socket.destroySoon());
      end?.();
      setTimeout(() => connection.destroy(), closingMs).unref();
    };
    lease.signal.addEventListener('abort', close, { once: true });
    if (lease.signal.aborted) close();
    this.#scope.streams.add(
      { abort: () => this.abort(), destroy: () => void connection.destroy() },
      connection,
    );
    return () => {
      clearInterval(watch);
      lease.signal.removeEventListener('abort', close);
    };
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && incomingId.test(given) ? given : randomUUID();
}
