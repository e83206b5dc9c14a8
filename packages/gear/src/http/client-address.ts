import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The client's address of a request. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * X-Forwarded-For counts only as far as the connection and each further hop are trusted proxies: read from the right,
 * the first address that is none of them is the client.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return (request) => plainAddress(request.socket.remoteAddress);
  const trusted = blockList(trustedProxies);
  return (request) => {
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    let address = plainAddress(request.socket.remoteAddress);
    while (hops.length > 0 && isTrusted(trusted, address)) {
      const hop = plainAddress(hops.pop()?.trim());
      if (isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

// An IPv4 client of a dual-stack socket arrives as ::ffff:192.0.2.1. A zone (fe80::1%eth0, RFC 4007 section 11) names an
// interface of one machine: it says nothing to another, lets one client look like many, and Postgres' inet refuses it.
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/s, '');
}
