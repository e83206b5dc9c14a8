import type { ServerResponse } from 'node:http';
import type { Cors } from './cors.ts';
import type { Exchange } from './exchange.ts';
import type { ReplyHeaders } from './reply.ts';

interface ResponseHeadOptions {
  securityHeaders: readonly string[];
  cors: Cors | undefined;
}

/** The headers of every answer, also of one that a handler of Express writes. */
export class ResponseHead {
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
    const authorization = exchange.renewed(status);
    if (authorization !== undefined) lines.push('Authorization', authorization);
    if (cors !== undefined) lines.push(...cors(exchange.request));
    if (this.draining) lines.push('Connection', 'close');
    return lines;
  }

  /**
   * Completes the head that a handler of Express writes. What is set by then stays, but for what tells who asks and what must
   * not be cached.
   *
   * @param given what the handler hands to writeHead: an object, names and values in turn, or pairs of them
   */
  complete(exchange: Exchange, status: number, given: unknown): void {
    const { response, endpoint, session } = exchange;
    setAll(response, given);
    // nginx would wait for more of it.
    if (isEventStream(response)) response.setHeader('X-Accel-Buffering', 'no');
    // A whole app of Express that is mounted names itself.
    response.removeHeader('X-Powered-By');
    const own = session === undefined ? response.getHeader('cache-control') : undefined;
    const cacheControl = endpoint?.cacheControl ?? (own === undefined ? 'no-store' : String(own));
    const lines = this.lines(exchange, status, cacheControl);
    for (let index = 0; index < lines.length; index += 2) {
      const name = lines[index] ?? '';
      if (forced.has(name) || !response.hasHeader(name)) response.setHeader(name, lines[index + 1] ?? '');
    }
  }
}

const forced: ReadonlySet<string> = new Set(['Cache-Control', 'X-Request-Id', 'Authorization', 'Connection']);

/** Between two events is a good place to end: the client comes back, to another process. */
export function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

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
