import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The client's address of a request. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Whether an address is one of a trusted proxy. */
export type TrustedProxy = (address: string) => boolean;

export function createTrustedProxy(trustedProxies: readonly string[]): TrustedProxy {
  if (trustedProxies.length === 0) return () => false;
  const list = blockList(trustedProxies);
  return (address) => {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/**
 * X-Forwarded-For counts only as far as the connection and each further hop are trusted proxies: read from the right,
 * the first address that is none of them is the client.
 */
export function createClientAddress(trusted: TrustedProxy): ClientAddress {
  return (request) => {
    let address = plainAddress(request.socket.remoteAddress);
    if (!trusted(address)) return address;
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    while (hops.length > 0 && trusted(address)) {
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

// An IPv4 client of a dual-stack socket arrives as ::ffff:192.0.2.1. A zone (fe80::1%eth0, RFC 4007 section 11) names an
// interface of one machine: it says nothing to another, lets one client look like many, and Postgres' inet refuses it.
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/s, '');
}
