import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a client may take, in ms. */
interface ClientLimits {
  headersTimeout: number;
  requestTimeout: number;
  /** Longer than proxies keep their side open (60 s), so that it is they who close. */
  keepAliveTimeout: number;
  /** How often the limits are looked at. */
  connectionsCheckingInterval: number;
}

interface HttpServerOptions {
  listener: RequestListener;
  securityHeaders: readonly string[];
  limits?: Partial<ClientLimits>;
}

const maxHeaderBytes = 16 * 1024;
const defaultLimits: ClientLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
};

/** node:http with limits for slow clients and an end that waits for what is under way. */
export class HttpServer {
  readonly #server: Server;

  constructor({ listener, securityHeaders, limits }: HttpServerOptions) {
    this.#server = createServer({ maxHeaderSize: maxHeaderBytes, ...defaultLimits, ...limits }, listener);
    this.#server.on('clientError', (error, socket) => answerClientError(error, socket, securityHeaders));
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

const statusByError: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

// What is no HTTP, too large or too slow never reaches the pipeline; it is answered with the same headers.
function answerClientError(
  error: Error,
  socket: Socket | NodeJS.WritableStream,
  headers: readonly string[],
): void {
  const code = 'code' in error ? String(error.code) : '';
  if (!socket.writable || code === 'ECONNRESET') {
    if ('destroy' in socket) socket.destroy();
    return;
  }
  const status = statusByError[code] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: title, code: 'bad_request' });
  const lines: string[] = [`HTTP/1.1 ${status} ${title}`];
  for (let index = 0; index < headers.length; index += 2)
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  lines.push('Content-Type: application/problem+json', 'Cache-Control: no-store', 'Connection: close');
  lines.push(`Content-Length: ${Buffer.byteLength(body)}`, '', body);
  socket.end(lines.join('\r\n'));
}
