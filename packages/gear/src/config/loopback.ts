import { BlockList, isIP } from 'node:net';

const addresses = new BlockList();
addresses.addSubnet('127.0.0.0', 8, 'ipv4');
addresses.addAddress('::1', 'ipv6');

/** Whether a host is this machine: its addresses, and the names that are never anything else (RFC 6761 section 6.3). */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase();
  const family = isIP(plain);
  if (family === 0) return plain === 'localhost' || plain.endsWith('.localhost');
  return addresses.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}
