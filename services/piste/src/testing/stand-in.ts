import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedRequest[];
  stop(): Promise<void>;
}

export interface StandInAnswer {
  readonly status: number;
  readonly json?: unknown;
  /** Instead of JSON. */
  readonly text?: string;
}

/** A stand-in for a server of a third party: it records its requests and answers as it is told; undefined: never. */
export async function startStandIn(
  answer: (request: ReceivedRequest) => StandInAnswer | undefined,
): Promise<StandIn> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, path, headers, body });
      const given = answer({ method, path, headers, body });
      if (given === undefined) return;
      const sent = given.text ?? JSON.stringify(given.json);
      response.writeHead(given.status, { 'content-type': 'application/json' }).end(sent);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, received, stop, [Symbol.asyncDispose]: stop };
}

/** A port where nothing listens. */
export async function deadEndpoint(): Promise<string> {
  await using gone = await startStandIn(() => undefined);
  return gone.url;
}
