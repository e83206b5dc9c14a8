import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline as flow } from 'node:stream/promises';
import { NotFoundError } from '../errors/errors.ts';
import type { Exchange } from './exchange.ts';
import type { MountEntry } from './mount-table.ts';
import type { ProblemAnswer, ProblemContext } from './problem-document.ts';
import { raw, type Reply, type StreamBody } from './reply.ts';
import { isEventStream, type ResponseHead, withOwn } from './response-head.ts';

/** What is known of a request once it is answered. */
export interface CompletedRequest {
  readonly method: string;
  /** `/user/:id`, never the path itself; `unmatched` when there was none. */
  readonly route: string;
  readonly status: number;
  /** To the end of the answer; of one without a length, which may stay open for hours, to its beginning. */
  readonly ms: number;
  readonly requestId: string;
  readonly userId: string | undefined;
  /** What was thrown, when something was. */
  readonly error: unknown;
}

interface AnsweringOptions {
  head: ResponseHead;
  /** Development: a 5xx carries its stack. */
  withStack: boolean;
}

/** The client was gone before its answer began; no status of HTTP says so, nginx' does. */
const clientGone = 499;
const brokenOff = 'a handler failed after its answer had begun';

/** Writes answers and problems, and notes each request once. */
export class Answering {
  toAnswer: ((error: unknown, context: ProblemContext) => ProblemAnswer) | undefined;
  completed: (request: CompletedRequest) => void = () => undefined;
  readonly #options: AnsweringOptions;

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** A promise only for a stream: of its end. */
  send(exchange: Exchange, answer: Reply): Promise<void> | undefined {
    const { body } = answer;
    if (typeof body === 'object' && !(body instanceof Uint8Array))
      return this.#stream(exchange, answer, body);
    this.#write(exchange, answer, body);
    return undefined;
  }

  fail(exchange: Exchange, error: unknown): void {
    const { response, requestId, log } = exchange;
    if (response.headersSent) {
      // The client sees that the answer is cut off, unless it was complete.
      log.error({ err: error, route: exchange.pattern }, brokenOff);
      if (!response.writableEnded) response.destroy();
      return;
    }
    if (this.toAnswer === undefined) throw error;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    const { withStack } = this.#options;
    const { status, headers, document } = this.toAnswer(error, { requestId, withStack });
    try {
      const problem = JSON.stringify(document);
      this.#write(exchange, raw(status, 'application/problem+json', problem, headers), problem, error);
    } catch (failure) {
      // A header or a document that cannot be written must not end the process.
      log.error({ err: failure }, 'an answer could not be written');
      response.destroy();
    }
  }

  /** Hands a request to a mount, whose handlers write the answer. @returns when it is closed */
  async enter(exchange: Exchange, entry: MountEntry): Promise<void> {
    const { request, response } = exchange;
    if (response.destroyed) {
      this.note(exchange, clientGone);
      return;
    }
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    entry.enter(exchange, (error) => {
      exchange.pattern = entry.patternOf(request);
      this.fail(exchange, error ?? new NotFoundError());
    });
    await closed;
    exchange.pattern = entry.patternOf(request);
    this.note(exchange, response.headersSent ? response.statusCode : clientGone);
  }

  /** What a mount's head needs besides what its handlers set; see `ResponseHead`. */
  readonly completeHead = (exchange: Exchange, status: number, headers: unknown): void => {
    const { response } = exchange;
    this.#options.head.complete(exchange, status, headers);
    if (!response.hasHeader('content-length'))
      stayOpen(exchange, isEventStream(response) ? () => response.end() : undefined);
  };

  /** The log line and the measurement. */
  note(exchange: Exchange, status: number, error?: unknown): void {
    const { method, pattern, startedAt, begunAt, requestId, session, noted } = exchange;
    if (noted) return;
    exchange.noted = true;
    const ms = (begunAt ?? performance.now()) - startedAt;
    exchange.span?.describe({
      name: `${method} ${pattern}`,
      attributes: {
        'http.request.method': method,
        'http.route': pattern,
        'http.response.status_code': status,
      },
    });
    if (status >= 500) exchange.span?.fail(error);
    this.completed({ method, route: pattern, status, ms, requestId, userId: session?.userId, error });
  }

  #write(exchange: Exchange, answer: Reply, body: string | Uint8Array | undefined, error?: unknown): void {
    const { response } = exchange;
    const { status } = answer;
    const lines = this.#lines(exchange, answer, error === undefined);
    if (status !== 204 && status !== 304) lines.push('Content-Length', String(byteLength(body)));
    writeHead(response, status, withOwn(lines, answer.headers));
    response.end(body);
    this.note(exchange, status, error);
  }

  async #stream(exchange: Exchange, answer: Reply, body: StreamBody): Promise<void> {
    const { method, response, log } = exchange;
    const source = body instanceof Readable ? body : Readable.from(body);
    // What fails once it is thrown away unread has no other listener, and would end the process.
    source.on('error', () => undefined);
    try {
      // What fails before its first piece is a problem like any other.
      if (method !== 'HEAD') await once(source, 'readable', { signal: exchange.signal });
      exchange.signal.throwIfAborted();
    } catch (error) {
      source.destroy();
      if (response.destroyed) this.note(exchange, clientGone);
      else throw error;
      return;
    }
    response.once('close', () => this.note(exchange, answer.status));
    const lines = this.#lines(exchange, answer, true);
    if (answer.headers?.['Content-Length'] === undefined) {
      // nginx would wait for more of it.
      lines.push('X-Accel-Buffering', 'no');
      stayOpen(exchange);
    }
    writeHead(response, answer.status, withOwn(lines, answer.headers));
    if (method === 'HEAD') {
      source.destroy();
      response.end();
      return;
    }
    // Those of gear and of Node's pipeline are eleven, which Node would take for a leak.
    response.setMaxListeners(16);
    await flow(source, response).catch((error: unknown) => {
      if (!isPrematureClose(error)) log.error({ err: error, route: exchange.pattern }, brokenOff);
    });
  }

  #lines(exchange: Exchange, { status, contentType }: Reply, isCacheable: boolean): string[] {
    const cacheControl = isCacheable ? exchange.endpoint?.cacheControl : undefined;
    const lines = this.#options.head.lines(exchange, status, cacheControl ?? 'no-store');
    if (contentType !== undefined) lines.push('Content-Type', contentType);
    return lines;
  }
}

// Node's own: what a mount has put in its place completes what handlers write, and this is complete.
function writeHead(response: ServerResponse, status: number, lines: string[]): void {
  ServerResponse.prototype.writeHead.call(response, status, lines);
}

// A silent source is no reason to cut an answer off, a client that does not read is.
function stayOpen(exchange: Exchange, end?: () => void): void {
  const { response } = exchange;
  exchange.begunAt = performance.now();
  exchange.stayOpen(end);
  response.on('timeout', () => {
    if (response.writableLength > 0) response.destroy();
  });
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function byteLength(body: string | Uint8Array | undefined): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
