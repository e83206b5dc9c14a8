import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface EdgeCall {
  readonly body?: unknown;
  /** A whole Authorization header. */
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another name than the product's, in TLS and in the request. */
  readonly host?: string;
}

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body when it is a JSON object; else an empty one. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface EdgeClientOptions {
  readonly port: number;
  readonly host: string;
  /** The only certificate that is trusted. */
  readonly ca: string;
  /** The address that the client has, of the loopback network. Default: 127.0.0.1. */
  readonly from?: string;
}

const TIMEOUT_MS = 15_000;

/** A client out in the internet: it knows the product's name, keeps its connections and checks certificates. */
export class EdgeClient {
  readonly #options: EdgeClientOptions;
  readonly #agent: Agent;
  /** How often a kept connection was closed under a request before a byte of an answer came. */
  reconnected = 0;

  constructor(options: EdgeClientOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, ca: options.ca, maxSockets: 1 });
  }

  /**
   * As browsers do, it sends a request again, on a new connection, when a kept one was closed before any answer: every
   * server may close an idle connection at any moment (RFC 9112, section 9.3.1). @throws what went wrong otherwise
   */
  async call(method: string, path: string, call: EdgeCall = {}): Promise<EdgeAnswer> {
    for (;;) {
      const attempt = this.#send(method, path, call);
      try {
        return await attempt.answer;
      } catch (error) {
        if (!attempt.wasStale()) throw error;
        this.reconnected += 1;
      }
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, call: EdgeCall) {
    const { port, host, from } = this.#options;
    const { body, authorization, headers } = call;
    const name = call.host ?? host;
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      host: '127.0.0.1',
      port,
      servername: name,
      method,
      path,
      agent: this.#agent,
      localAddress: from,
      timeout: TIMEOUT_MS,
      headers: {
        host: name,
        ...(sent !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(sent),
        }),
        ...(authorization !== undefined && { authorization }),
        ...headers,
      },
    };
    const outgoing = request(options);
    let answered = false;
    const answer = new Promise<EdgeAnswer>((resolve, reject) => {
      outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer to ${method} ${path} in 15 s`)));
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        answered = true;
        answerOf(response).then(resolve, reject);
      });
      outgoing.end(sent);
    });
    return { answer, wasStale: () => outgoing.reusedSocket && !answered };
  }
}

async function answerOf(response: IncomingMessage): Promise<EdgeAnswer> {
  const content = await text(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: content,
    json: parsed(content),
  };
}

function parsed(content: string): EdgeAnswer['json'] {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
