import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../errors/errors.ts';
import type { Cors } from './cors.ts';
import type { Exchange } from './exchange.ts';
import type { Takeover } from './takeover.ts';

const closingMs = 2_000;
const tokenProtocol = 'bearer.';

/**
 * What a request for a WebSocket must have (RFC 6455 section 4.2.1). Its token may come as a subprotocol, for pages cannot
 * send headers with it: it is moved to the Authorization header.
 *
 * @throws ProblemError 400 or 426 when it is none of version 13; 403 when the page of another origin asks
 */
export function checkHandshake(
  request: IncomingMessage,
  origins: readonly string[],
  cors: Cors | undefined,
): void {
  const { headers } = request;
  if (headers['sec-websocket-version'] !== '13')
    throw new ProblemError({
      status: 426,
      code: 'upgrade_required',
      detail: 'Only version 13 of the WebSocket protocol is spoken.',
      headers: { 'Sec-WebSocket-Version': '13' },
    });
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? ''))
    throw new ProblemError({ status: 400, code: 'bad_request', detail: 'Sec-WebSocket-Key is not valid.' });
  if (!isAllowedOrigin(request, origins) && (cors?.(request) ?? []).length === 0)
    throw new ProblemError({
      status: 403,
      code: 'origin_not_allowed',
      detail: 'Pages of this origin may not open this WebSocket.',
    });
  moveToken(request);
}

// A browser sends the page's origin with every request for a WebSocket, and lets any page make one: what checks nothing is
// open to other sites' pages (cross-site WebSocket hijacking). Other clients send none.
function isAllowedOrigin({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

function moveToken({ headers }: IncomingMessage): void {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(tokenProtocol));
  if (token === undefined) return;
  headers.authorization ??= `Bearer ${token.slice(tokenProtocol.length)}`;
  const others = offered.filter((name) => !name.startsWith(tokenProtocol));
  if (others.length === 0) delete headers['sec-websocket-protocol'];
  else headers['sec-websocket-protocol'] = others.join(', ');
}

/** Hands a connection over; one that is closed by now is left. @throws TooManyRequestsError, and what the handler throws before it has written */
export async function takeOver(exchange: Exchange, takeover: Takeover, head: Buffer): Promise<void> {
  const { request, connection: socket } = exchange;
  if (!(socket instanceof Socket)) throw new Error('Only a connection of TCP can be handed over.');
  if (socket.destroyed) return;
  exchange.hold(takeover.maxPerPerson);
  const release = exchange.stayOpen(undefined, takeover.checkMs);
  socket.setTimeout(0);
  const writtenBefore = socket.bytesWritten;
  try {
    await takeover.accept(Object.assign(request, { gnar: exchange }), socket, head);
  } catch (error) {
    // Its answer would be cut off by the end of what was held.
    release();
    if (socket.bytesWritten === writtenBefore) throw error;
    exchange.log.error({ err: error, route: exchange.pattern }, 'a WebSocket handler failed');
    socket.destroy();
  }
}

/** Whether an earlier request of the connection is still being answered: RFC 6455 section 4.1 has clients wait for that. */
export function isAnswering(socket: Duplex, response: ServerResponse): boolean {
  if (!(socket instanceof Socket)) return false;
  try {
    response.assignSocket(socket);
  } catch {
    return true;
  }
  response.detachSocket(socket);
  return false;
}

/** Lets a response answer on a connection that was taken out of HTTP, and closes it after. */
export function refuseOn(socket: Duplex, response: ServerResponse): void {
  if (!(socket instanceof Socket) || socket.destroyed) return;
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    socket.end();
    const timer = setTimeout(() => socket.destroy(), closingMs);
    socket.once('close', () => clearTimeout(timer));
  });
}
