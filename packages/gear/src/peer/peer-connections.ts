import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface PeerCall {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
  /** For the whole of the answer, to the end of its body. */
  timeoutMs: number;
}

export interface PeerAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Connections to services of ours that are kept between calls. A call by `fetch` costs several times as much, and an
 * AbortSignal as much again as the call itself.
 */
export class PeerConnections {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  /** The answer to the end of its body, whatever its status. @throws when there is none in time. */
  send({ method, url, headers, body, timeoutMs }: PeerCall): Promise<PeerAnswer> {
    const length = body === undefined ? undefined : Buffer.byteLength(body);
    const options = {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(length === undefined ? {} : { 'content-type': 'application/json', 'content-length': length }),
      },
    };
    return new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      };
      const outgoing =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, agent: this.#https }, answered)
          : httpRequest(url, { ...options, agent: this.#http }, answered);
      const late = () =>
        outgoing.destroy(new Error(`There was no answer within ${Math.round(timeoutMs)} ms.`));
      const timer = setTimeout(late, timeoutMs);
      outgoing.on('close', () => clearTimeout(timer));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
