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
  identity: VerifiedToken | undefined;
  session: Session | undefined;
  /** Of the trace that the request belongs to. */
  span: ActiveSpan | undefined;
  /** Whether the log line is written. */
  noted = false;
  readonly #scope: ExchangeScope;
  #log: Logger | undefined;
  #abort: AbortController | undefined;

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
      const abortUnfinished = () => {
        if (!connection.writableFinished) this.abort();
      };
      connection.once('close', abortUnfinished);
      this.#abort = new AbortController();
      if (connection.destroyed) abortUnfinished();
    }
    return this.#abort.signal;
  }

  /** What is under way for this request should end. */
  abort(): void {
    this.#abort ??= new AbortController();
    this.#abort.abort();
  }

  /** Leave to stay open. @throws TooManyRequestsError when the person has as many open as may be */
  hold(mostPerPerson: number): Lease {
    this.#scope.streams.count(this.session?.userId ?? this.ip, mostPerPerson, this.connection);
    return leaseFor(this, this.#scope.guard);
  }

  /** Asks it to end at the stop, by the signal and by `end`, and cuts it off when it does not. */
  stayOpen(end?: () => void): void {
    const { socket } = this.request;
    const abort = () => {
      // Its head did not say that the connection closes: a client would keep it, and the stop would wait for it.
      this.connection.once('finish', () => socket.destroySoon());
      this.abort();
      end?.();
    };
    this.#scope.streams.add({ abort, destroy: () => void this.connection.destroy() }, this.connection);
  }

  /** The query as an object; a name that is there twice is a list. */
  query(): Record<string, string | string[]> {
    const { url = '' } = this.request;
    const mark = url.indexOf('?');
    const found = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const entries = [...Map.groupBy(found, ([name]) => name)].map(
      ([name, pairs]): [string, string | string[]] => {
        const values = pairs.map(([, value]) => value);
        return [name, values.length > 1 ? values : (values[0] ?? '')];
      },
    );
    return Object.fromEntries(entries);
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && incomingId.test(given) ? given : randomUUID();
}
