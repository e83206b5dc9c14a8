import ipaddr from 'ipaddr.js';

/** A block as the numbers of its first and last address. */
export interface Ipv4Block {
  readonly first: number;
  readonly last: number;
}

/** @throws Error for what is no IPv4 block. */
export function ipv4Block(text: string): Ipv4Block {
  const bits = ipaddr.IPv4.parseCIDR(text)[1];
  const first = toNumber(ipaddr.IPv4.networkAddressFromCIDR(text));
  return { first, last: first + 2 ** (32 - bits) - 1 };
}

/** `10.20.0.0` of 169,082,880. */
export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

const toNumber = ({ octets }: ipaddr.IPv4): number =>
  octets.reduce((number, octet) => number * 256 + octet, 0);
