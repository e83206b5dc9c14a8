import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

interface HttpServerOptions {
  listener: RequestListener;
  securityHeaders: readonly string[];
  limits?: Partial<ClientLimits>;
}

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

  constructor({ listener, securityHeaders, limits }: HttpServerOptions) {
    this.limits = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
    const { stalledTimeout, lingerTimeout, ...nodeLimits } = this.limits;
    // Node would answer a missing Host itself, without the headers, and let two of them pass.
    const options = { maxHeaderSize: maxHeaderBytes, requireHostHeader: false, ...nodeLimits };
    this.#server = createServer(options, (request, response) => {
      if (hasOneHost(request.rawHeaders, request.httpVersion)) listener(request, response);
      else refuse(response, 400, 'Send exactly one Host header.', securityHeaders);
    });
    this.#server.timeout = stalledTimeout;
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
    await Promise.race([closed, late]);
    timer.abort();
    await closed;
  }
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

// RFC 9112 section 3.2: exactly one in HTTP/1.1; HTTP/1.0 may have none. Two proxies may each believe another of two.
function hasOneHost(rawHeaders: readonly string[], httpVersion: string): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}
