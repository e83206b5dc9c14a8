import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Guard, SessionClaim } from './guard.ts';
import type { Endpoint } from './endpoint.ts';
import type { Logger } from '../logging/logger.ts';
import type { TokenIdentity } from '../jwt/jwt.ts';
import type { Session } from '../sessions/sessions.ts';
import type { ActiveSpan } from '../tracing/span.ts';

interface ExchangeOptions {
  request: IncomingMessage;
  response: ServerResponse;
  clientAddress: (request: IncomingMessage) => string;
  guard: Guard | undefined;
  rootLog: Logger;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});
const incomingId = /^[\w.-]{1,64}$/;

/** One request on its way through the pipeline. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** As it arrived: a handler of Express may change it. */
  readonly method: string;
  readonly startedAt = performance.now();
  /** Read at once: a socket whose client has gone cannot tell it any more. */
  readonly ip: string;
  /** What logs and metrics name: `/user/:id`, never the path itself; `unmatched` when there is no such path. */
  pattern = 'unmatched';
  endpoint: Endpoint | undefined;
  params: Readonly<Record<string, string>> = noParams;
  body: unknown;
  identity: TokenIdentity | undefined;
  session: Session | undefined;
  /** Of the trace that the request belongs to. */
  span: ActiveSpan | undefined;
  /** Whether the log line is written. */
  noted = false;
  readonly #guard: Guard | undefined;
  readonly #rootLog: Logger;
  #log: Logger | undefined;
  #abort: AbortController | undefined;

  constructor({ request, response, clientAddress, guard, rootLog }: ExchangeOptions) {
    this.request = request;
    this.response = response;
    this.requestId = requestIdOf(request);
    this.method = request.method ?? 'GET';
    this.ip = clientAddress(request);
    this.#guard = guard;
    this.#rootLog = rootLog;
  }

  confirm(row: SessionClaim | undefined): Session {
    if (this.#guard === undefined || this.identity === undefined)
      throw new Error('There is no token to confirm.');
    this.session = this.#guard.confirm(this.identity, row);
    return this.session;
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  get authorization(): string | undefined {
    return this.request.headers.authorization;
  }

  get log(): Logger {
    this.#log ??= this.#rootLog.child({ requestId: this.requestId });
    return this.#log;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      this.#abort = abort;
      const { response } = this;
      response.once('close', () => {
        if (!response.writableFinished) abort.abort();
      });
    }
    return this.#abort.signal;
  }

  /** The query as an object; a name that is there twice is a list. */
  query(): Record<string, string | string[]> {
    const { url = '' } = this.request;
    const mark = url.indexOf('?');
    const found = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const entries = [...new Set(found.keys())].map((name): [string, string | string[]] => {
      const values = found.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    });
    return Object.fromEntries(entries);
  }
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && incomingId.test(given) ? given : randomUUID();
}
