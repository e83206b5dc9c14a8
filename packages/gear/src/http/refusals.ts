import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const statusByError: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

interface ClientError {
  error: Error;
  socket: Duplex;
  headers: readonly string[];
  lingerMs: number;
}

/** What is not HTTP, too large or too slow never reaches the pipeline; it is answered with the same headers. */
export function answerClientError({ error, socket, headers, lingerMs }: ClientError): void {
  const code = 'code' in error ? String(error.code) : '';
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = statusByError[code] ?? 400;
  endWith(socket, problem(status, STATUS_CODES[status], headers), lingerMs);
}

/** A tunnel is a service of proxies, which this is not. */
export function refuseConnect(socket: Duplex, headers: readonly string[], lingerMs: number): void {
  socket.on('error', () => socket.destroy());
  const allow = ['Allow', 'GET, POST, PUT, PATCH, DELETE'];
  endWith(socket, problem(405, 'CONNECT is not answered here.', [...headers, ...allow]), lingerMs);
}

/** Answers a request that Node has parsed, before it reaches the pipeline. */
export function refuse(
  response: ServerResponse,
  status: number,
  detail: string,
  headers: readonly string[],
): void {
  const { lines, body } = problem(status, detail, headers);
  response.writeHead(status, [...lines]).end(body);
}

interface Problem {
  status: number;
  /** Names and values in turn. */
  lines: readonly string[];
  body: string;
}

function problem(status: number, detail: string | undefined, headers: readonly string[]): Problem {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const code = status === 405 ? 'method_not_allowed' : 'bad_request';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: detail ?? title, code });
  const lines = [
    ...headers,
    ...['Cache-Control', 'no-store'],
    ...['Content-Type', 'application/problem+json'],
    ...['Content-Length', String(Buffer.byteLength(body))],
    ...['Connection', 'close'],
  ];
  return { status, lines, body };
}

// A client that never closes its side would keep the descriptor for ever. Its socket is not destroyed at once: closing
// it with bytes unread resets the connection, and the reset can overtake the answer.
function endWith(socket: Duplex, { status, lines, body }: Problem, lingerMs: number): void {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (let index = 0; index < lines.length; index += 2) head.push(`${lines[index]}: ${lines[index + 1]}`);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}
