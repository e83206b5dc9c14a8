import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EndpointOptions, EntryOptions } from './endpoint.ts';
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

export interface UpgradeOptions extends EntryOptions, Pick<EndpointOptions, 'callers'> {
  /** Origins of pages besides the service's own: `https://app.example.com`. */
  origins?: readonly string[];
  /** Open at once, of one account (without a session: of one IPv4 address or IPv6 /64) in one process. Default 5. */
  maxPerPerson?: number;
  /** How often the session is checked. Default 15. */
  checkSeconds?: number;
}

/** How a route takes a connection over. */
export interface Takeover {
  readonly limit: EntryOptions['limit'];
  readonly origins: readonly string[];
  readonly maxPerPerson: number;
  readonly checkMs: number;
  readonly accept: UpgradeHandler;
}
