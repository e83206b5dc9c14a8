import { Agent, request, type IncomingHttpHeaders } from 'node:http';

export interface Call {
  readonly body?: unknown;
  /** The raw body, for what is not JSON. */
  readonly rawBody?: string | Uint8Array;
  /** The value of an Authorization header. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; an empty object when it is empty or something else. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

export interface ClientOptions {
  /** The client address in the X-Forwarded-For of the proxy. Absent: there is no proxy. */
  readonly network?: string;
  /** The loopback address that the client comes from, such as 127.0.7.1. */
  readonly localAddress?: string;
}

const TIMEOUT_MS = 15_000;

let networks = 0;

/** An address that no client of this run has used. */
export function freshNetwork(): string {
  networks += 1;
  return `10.${(networks >> 16) & 255}.${(networks >> 8) & 255}.${networks & 255}`;
}

/** Asks one address; connections are kept. */
export class Client {
  readonly #url: string;
  readonly #options: ClientOptions;
  readonly #agent: Agent;

  constructor(url: string, options: ClientOptions = {}, agent = new Agent({ keepAlive: true })) {
    this.#url = url;
    this.#options = options;
    this.#agent = agent;
  }

  /** The same connections, with another client address in X-Forwarded-For. */
  from(network: string = freshNetwork()): Client {
    return new Client(this.#url, { ...this.#options, network }, this.#agent);
  }

  /** @throws when there is no answer in time */
  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    try {
      return await this.#send(method, path, call);
    } catch (error) {
      // A kept connection may be closed under the request, before the service saw it.
      if (error instanceof StaleConnectionError) return this.#send(method, path, call);
      throw error;
    }
  }

  get(path: string, call?: Call): Promise<Answer> {
    return this.call('GET', path, call);
  }

  post(path: string, body?: unknown, call?: Call): Promise<Answer> {
    return this.call('POST', path, { ...call, body });
  }

  put(path: string, body?: unknown, call?: Call): Promise<Answer> {
    return this.call('PUT', path, { ...call, body });
  }

  delete(path: string, body?: unknown, call?: Call): Promise<Answer> {
    return this.call('DELETE', path, { ...call, body });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, call: Call): Promise<Answer> {
    const { network, localAddress } = this.#options;
    const sent = call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const { hostname, port } = new URL(this.#url);
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...{ hostname, port, method, path, localAddress, agent: this.#agent },
        timeout: call.timeoutMs ?? TIMEOUT_MS,
        headers: {
          ...(sent === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(sent) }),
          ...(network === undefined ? {} : { 'X-Forwarded-For': network }),
          ...(call.as === undefined ? {} : { Authorization: call.as }),
          ...call.headers,
        },
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
      outgoing.on('error', (error) =>
        reject(outgoing.reusedSocket && isReset(error) ? new StaleConnectionError() : error),
      );
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            ...{ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) },
            ms: performance.now() - began,
          });
        });
      });
      outgoing.end(sent);
    });
  }
}

class StaleConnectionError extends Error {}

const isReset = (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET' || error.code === 'EPIPE';

function parsed(text: string): Answer['json'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
