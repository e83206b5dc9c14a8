export type { ExternalClient, ExternalOptions, ExternalPostOptions } from './external-client.ts';
export type { PeerClient, RequestContext } from './peer-client.ts';
export { derivedPeerSecret, PeerTokens } from './peer-tokens.ts';
