import type { ServerResponse } from 'node:http';
import type { Cors } from './cors.ts';
import type { Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import type { ReplyHeaders } from './reply.ts';

interface ResponseHeadOptions {
  securityHeaders: readonly string[];
  cors: Cors | undefined;
}

/** The headers that gear gives to every answer, whoever writes it. */
export class ResponseHead {
  guard: Guard | undefined;
  /** From now on every answer asks its client to come back on another connection. */
  draining = false;
  readonly #options: ResponseHeadOptions;

  constructor(options: ResponseHeadOptions) {
    this.#options = options;
  }

  /** Names and values in turn, as writeHead takes them without further work. */
  lines(exchange: Exchange, status: number, cacheControl: string): string[] {
    const { cors, securityHeaders } = this.#options;
    // A cache that is shared would hand the fresh token to others.
    const cache = exchange.session === undefined ? cacheControl : 'no-store';
    const lines = [...securityHeaders, 'Cache-Control', cache, 'X-Request-Id', exchange.requestId];
    const session = this.#renewed(exchange, status) ? exchange.session : undefined;
    if (session !== undefined && this.guard !== undefined)
      lines.push('Authorization', this.guard.renew(session));
    if (cors !== undefined) lines.push(...cors(exchange.request));
    if (this.draining) lines.push('Connection', 'close');
    return lines;
  }

  /**
   * Has a response that somebody else writes carry the same headers. They are set at the last moment, when its status is
   * known; what is set by then stays, but for what tells who asks and what must not be cached.
   */
  attach(exchange: Exchange, onHead: () => void): void {
    const { response, endpoint } = exchange;
    const writeHead = response.writeHead.bind(response);
    const value = (status: number, ...rest: readonly unknown[]): ServerResponse => {
      detach(response);
      const reason = typeof rest[0] === 'string' ? rest[0] : undefined;
      setAll(
        response,
        rest.find((each) => typeof each === 'object'),
      );
      // nginx would wait for more of it.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream'))
        response.setHeader('X-Accel-Buffering', 'no');
      // A whole app of Express that is mounted names itself.
      response.removeHeader('X-Powered-By');
      const own = response.getHeader('cache-control');
      const cacheControl = exchange.session === undefined && own !== undefined ? String(own) : undefined;
      const lines = this.lines(exchange, status, endpoint?.cacheControl ?? cacheControl ?? 'no-store');
      for (const [name, text] of pairs(lines)) {
        if (forced.has(name) || !response.hasHeader(name)) response.setHeader(name, text);
      }
      onHead();
      return reason === undefined ? writeHead(status) : writeHead(status, reason);
    };
    Object.defineProperty(response, 'writeHead', { value, configurable: true });
  }

  // A 5xx says nothing about the session, a 401 that it is over.
  #renewed({ endpoint, session }: Exchange, status: number): boolean {
    return session !== undefined && endpoint?.renewToken === true && status < 500 && status !== 401;
  }
}

const forced: ReadonlySet<string> = new Set(['Cache-Control', 'X-Request-Id', 'Authorization', 'Connection']);

/** Undoes `attach`, and everything that was set: the response is as new. */
export function reset(response: ServerResponse): void {
  detach(response);
  for (const name of response.getHeaderNames()) response.removeHeader(name);
}

function detach(response: ServerResponse): void {
  Reflect.deleteProperty(response, 'writeHead');
}

// What writeHead takes: an object, names and values in turn, or pairs of them.
function setAll(response: ServerResponse, headers: unknown): void {
  if (Array.isArray(headers)) {
    const flat: unknown[] = headers.flat();
    const given = flat.map(String);
    for (const [name] of pairs(given)) response.removeHeader(name);
    for (const [name, value] of pairs(given)) response.appendHeader(name, value);
  } else if (typeof headers === 'object' && headers !== null) {
    for (const [name, value] of Object.entries<unknown>({ ...headers }))
      response.setHeader(name, Array.isArray(value) ? value.map(String) : String(value));
  }
}

function* pairs(lines: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index < lines.length; index += 2) yield [lines[index] ?? '', lines[index + 1] ?? ''];
}

/** A reply's own header replaces gear's of the same name. */
export function withOwn(lines: string[], own: ReplyHeaders | undefined): string[] {
  if (own === undefined) return lines;
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = [...pairs(lines)].filter(([name]) => !names.has(name.toLowerCase())).flat();
  const given = Object.entries(own).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => [name, each]),
  );
  return [...kept, ...given];
}
