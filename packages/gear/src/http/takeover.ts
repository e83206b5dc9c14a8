import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Auth, Callers } from './endpoint.ts';
import type { MountedRequest } from './mounted-request.ts';

/** A request that becomes a WebSocket. */
export interface UpgradeRequest extends IncomingMessage {
  readonly gnar: MountedRequest & { readonly params: Readonly<Record<string, string>> };
}

/**
 * Takes the connection over, such as `ws` does: `(request, socket, head) => server.handleUpgrade(request, socket, head, …)`.
 * It is closed two seconds after `request.gnar.signal` aborts.
 */
export type UpgradeHandler = (request: UpgradeRequest, socket: Duplex, head: Buffer) => Promise<void> | void;

export interface UpgradeOptions {
  /** `required`: a live session or 401; `optional`: as `required` when a token is sent; `public`: not looked at. */
  auth: Exclude<Auth, 'token'>;
  callers?: Callers;
  /** Called once the session is known: counts the request. What it throws is answered. */
  limit?: (request: MountedRequest) => Promise<void> | void;
  /** Origins of pages besides the service's own: `https://app.example.com`. */
  origins?: readonly string[];
  /** Open at once, of one account (without a session: of one IPv4 address or IPv6 /64) in one process. Default 5. */
  maxPerPerson?: number;
  /** How often the session is checked. Default 15. */
  checkSeconds?: number;
}

/** How a route takes a connection over. */
export interface Takeover {
  readonly limit: UpgradeOptions['limit'];
  readonly origins: readonly string[];
  readonly maxPerPerson: number;
  readonly checkMs: number;
  readonly accept: UpgradeHandler;
}
