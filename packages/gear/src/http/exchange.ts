import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Guard, SessionClaim } from './guard.ts';
import type { Logger } from '../logging/logger.ts';
import type { TokenIdentity } from '../jwt/jwt.ts';
import type { Session } from '../sessions/sessions.ts';

interface ExchangeOptions {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  params: Readonly<Record<string, string>>;
  clientAddress: (request: IncomingMessage) => string;
  guard: Guard | undefined;
  rootLog: Logger;
}

/** One request on its way through the pipeline. */
export class Exchange {
  readonly requestId: string;
  readonly params: Readonly<Record<string, string>>;
  /** Read at once: a socket whose client has gone cannot tell it any more. */
  readonly ip: string;
  body: unknown;
  identity: TokenIdentity | undefined;
  session: Session | undefined;
  readonly #options: ExchangeOptions;
  #log: Logger | undefined;
  #abort: AbortController | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.requestId = options.requestId;
    this.params = options.params;
    this.ip = options.clientAddress(options.request);
  }

  confirm(row: SessionClaim | undefined): Session {
    const { guard } = this.#options;
    if (guard === undefined || this.identity === undefined) throw new Error('There is no token to confirm.');
    this.session = guard.confirm(this.identity, row);
    return this.session;
  }

  get headers(): IncomingHttpHeaders {
    return this.#options.request.headers;
  }

  get log(): Logger {
    this.#log ??= this.#options.rootLog.child({ requestId: this.requestId });
    return this.#log;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      this.#abort = abort;
      const { response } = this.#options;
      response.once('close', () => {
        if (!response.writableFinished) abort.abort();
      });
    }
    return this.#abort.signal;
  }

  /** The query as an object; a name that is there twice is a list. */
  query(): Record<string, string | string[]> {
    const { url = '' } = this.#options.request;
    const mark = url.indexOf('?');
    const found = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const entries = [...new Set(found.keys())].map((name): [string, string | string[]] => {
      const values = found.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    });
    return Object.fromEntries(entries);
  }
}
