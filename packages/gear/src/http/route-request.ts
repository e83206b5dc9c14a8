import type { IncomingHttpHeaders } from 'node:http';
import { readCookies } from './cookies.ts';
import type { Exchange } from './exchange.ts';
import type { SessionClaim } from './guard.ts';
import type { TokenIdentity } from '../jwt/jwt.ts';
import type { Lease } from './lease.ts';
import type { Logger } from '../logging/logger.ts';
import type { Session } from '../sessions/sessions.ts';

interface Input<B, P, Q> {
  body: B;
  params: P;
  query: Q;
}

/** What a handler gets. What costs something (log, ip, signal) is made when it is asked for. */
export class RouteRequest<B, P, Q, S> {
  readonly body: B;
  readonly params: P;
  readonly query: Q;
  readonly #exchange: Exchange;
  readonly #session: S;

  constructor(exchange: Exchange, session: S, { body, params, query }: Input<B, P, Q>) {
    this.#exchange = exchange;
    this.#session = session;
    this.body = body;
    this.params = params;
    this.query = query;
  }

  /** The session that was checked; undefined where the route has none. */
  get session(): S {
    return this.#session;
  }

  /** Who the token speaks for. @throws Error on a route that takes none. */
  get identity(): TokenIdentity {
    const { identity } = this.#exchange;
    if (identity === undefined)
      throw new Error('The request has no identity: the route takes no token, or none was sent.');
    return identity;
  }

  /**
   * On a route with `auth: 'token'`: the session is alive, says the row that the handler has read (undefined: there was
   * none). Without it the route does not answer.
   *
   * @throws UnauthorizedError `session_ended`
   */
  confirm(row: SessionClaim | undefined): Session {
    return this.#exchange.confirm(row);
  }

  /**
   * The answer's fresh token is of this session, not of the one that was checked; undefined: it brings none, for the
   * session has ended.
   */
  answerAs(session: Session | undefined): void {
    this.#exchange.session = session;
  }

  get requestId(): string {
    return this.#exchange.requestId;
  }

  /** Address of the client; X-Forwarded-For counts only from trusted proxies. */
  get ip(): string {
    return this.#exchange.ip;
  }

  /** Every line carries the request's id. */
  get log(): Logger {
    return this.#exchange.log;
  }

  /** In capitals. */
  get method(): string {
    return this.#exchange.method;
  }

  /** By their names; of two with one name the first, which has the longer path (RFC 6265 section 5.4). */
  get cookies(): ReadonlyMap<string, string> {
    return readCookies(this.#exchange.headers.cookie);
  }

  get headers(): IncomingHttpHeaders {
    return this.#exchange.headers;
  }

  /** The caller's Authorization header, to be passed on to a peer. */
  get authorization(): string | undefined {
    return this.#exchange.authorization;
  }

  /** Leave to keep the answer open; `sse` asks for it. @throws TooManyRequestsError */
  hold(mostPerPerson: number): Lease {
    return this.#exchange.hold(mostPerPerson);
  }

  /** Aborted when the client goes away before the answer; where it stays open also when the service stops. */
  get signal(): AbortSignal {
    return this.#exchange.signal;
  }
}
