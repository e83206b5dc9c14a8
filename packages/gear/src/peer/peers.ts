import { peerAddress, type PeerAddressOptions } from './peer-address.ts';
import { createPeerClient, type PeerClient, type RequestContext } from './peer-client.ts';
import { PeerConnections } from './peer-connections.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { PeerTokens } from './peer-tokens.ts';

/** Clients for the other services of ours; addresses are looked up once, connections are kept. */
export class Peers {
  readonly #options: PeerAddressOptions;
  readonly #tokens: PeerTokens | undefined;
  readonly #tracing: Tracing;
  readonly #connections = new PeerConnections();
  readonly #addresses = new Map<string, string>();

  constructor(options: PeerAddressOptions, tokens: PeerTokens | undefined, tracing: Tracing) {
    this.#options = options;
    this.#tokens = tokens;
    this.#tracing = tracing;
  }

  client(name: string, context: RequestContext | undefined): PeerClient {
    return createPeerClient({
      name,
      connections: this.#connections,
      address: () => this.#addressOf(name),
      token: () => this.#tokens?.sign(name),
      context,
      tracing: this.#tracing,
    });
  }

  close(): void {
    this.#connections.close();
  }

  #addressOf(name: string): string {
    const address = this.#addresses.get(name) ?? peerAddress(name, this.#options);
    this.#addresses.set(name, address);
    return address;
  }
}
