import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerClientError, refuse, refuseConnect } from './refusals.ts';

/** How long a client may take, in ms. */
interface ClientLimits {
  headersTimeout: number;
  requestTimeout: number;
  /** Longer than proxies keep their side open (60 s), so that it is they who close. */
  keepAliveTimeout: number;
  /** For so long a connection may make no progress while it is answered: a client that does not read. */
  stalledTimeout: number;
  /** For so long a refused client may read its answer before its socket is destroyed. */
  lingerTimeout: number;
  /** How often the limits are looked at. */
  connectionsCheckingInterval: number;
}

/** What can do more with a connection than answer: take it over, keep it open, allow it more time. */
export interface Connections {
  isUpgrade(request: IncomingMessage): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends what stays open, within the time. */
  endStreams(graceMs: number): Promise<void>;
  /** 0: every request has the usual time. */
  readonly longestTimeoutMs: number;
  timeoutMsOf(request: IncomingMessage): number | undefined;
}

interface HttpServerOptions {
  listener: RequestListener;
  connections?: Connections;
  securityHeaders: readonly string[];
  limits?: Partial<ClientLimits>;
}

/** For so long what stays open may take to end at the stop, and never longer than half of its grace; in ms. */
const streamGraceMs = 5_000;
const maxHeaderBytes = 16 * 1024;

export const defaultLimits: ClientLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  stalledTimeout: 60_000,
  lingerTimeout: 2_000,
  connectionsCheckingInterval: 1_000,
};

/** node:http with limits for slow clients, refusals that carry the security headers, and a stop that waits for requests under way. */
export class HttpServer {
  readonly limits: Readonly<ClientLimits>;
  readonly #server: Server;
  readonly #options: HttpServerOptions;

  constructor(options: HttpServerOptions) {
    const { listener, securityHeaders, limits, connections } = options;
    this.#options = options;
    this.limits = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
    const { stalledTimeout, lingerTimeout, ...nodeLimits } = this.limits;
    const longestTimeoutMs = connections?.longestTimeoutMs ?? 0;
    this.#server = createServer(
      {
        ...nodeLimits,
        requestTimeout: Math.max(nodeLimits.requestTimeout, longestTimeoutMs),
        maxHeaderSize: maxHeaderBytes,
        // Node would answer a missing Host itself, without the headers, and let two of them pass.
        requireHostHeader: false,
        shouldUpgradeCallback: (request) => hasOneHost(request) && connections?.isUpgrade(request) === true,
      },
      (request, response) => {
        if (longestTimeoutMs > 0) this.#allowTime(request, response);
        if (hasOneHost(request)) listener(request, response);
        else refuse(response, 400, 'Send exactly one Host header.', securityHeaders);
      },
    );
    this.#server.timeout = stalledTimeout;
    this.#server.on('upgrade', (request, socket, head) => connections?.upgrade(request, socket, head));
    this.#server.on('clientError', (error, socket) =>
      answerClientError({ error, socket, headers: securityHeaders, lingerMs: lingerTimeout }),
    );
    this.#server.on('checkExpectation', (_request, response) =>
      refuse(response, 417, 'Only Expect: 100-continue is understood.', securityHeaders),
    );
    this.#server.on('connect', (_request, socket) => refuseConnect(socket, securityHeaders, lingerTimeout));
  }

  /** Listens and returns the port. @throws the system's error, e.g. EADDRINUSE. */
  async listen(port: number, host: string | undefined): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return portOf(this.#server.address());
  }

  /** Takes no new connections, waits for requests under way up to the time, then cuts what is left. */
  async stop(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    const timer = new AbortController();
    const late = sleep(graceMs, undefined, { signal: timer.signal }).then(
      () => this.#server.closeAllConnections(),
      () => undefined,
    );
    const ended = this.#options.connections?.endStreams(Math.min(streamGraceMs, graceMs / 2));
    await Promise.race([closed, late]);
    timer.abort();
    await ended;
    await closed;
  }

  // Node knows one time for all requests. Where some routes have more, the others are given theirs here.
  #allowTime(request: IncomingMessage, response: ServerResponse): void {
    const { requestTimeout, stalledTimeout, lingerTimeout } = this.limits;
    const declared = this.#options.connections?.timeoutMsOf(request);
    const { socket, headers } = request;
    if (declared !== undefined) socket.setTimeout(Math.max(declared, stalledTimeout));
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
    const timer = setTimeout(() => {
      if (request.complete) return;
      const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      const { securityHeaders } = this.#options;
      if (response.headersSent) socket.destroy();
      else answerClientError({ error, socket, headers: securityHeaders, lingerMs: lingerTimeout });
    }, declared ?? requestTimeout);
    request.once('close', () => clearTimeout(timer));
  }
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

// RFC 9112 section 3.2: exactly one in HTTP/1.1; HTTP/1.0 may have none. Two proxies may each believe another of two.
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}
