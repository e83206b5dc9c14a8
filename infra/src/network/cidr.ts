import ipaddr from 'ipaddr.js';

/** @returns what is wrong with a block for a VPC (RFC 1918, /16 to /28, no bits behind the mask), or undefined. */
export function cidrProblem(text: string): string | undefined {
  if (!ipaddr.isValidCIDR(text)) return `"${text}" is not an IPv4 block such as 10.20.0.0/16`;
  const [address, bits] = ipaddr.IPv4.parseCIDR(text);
  if (address.range() !== 'private')
    return `${text} is not a private block (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)`;
  if (bits < 16 || bits > 28) return `${text} has ${bits} bits: a VPC takes 16 to 28`;
  const network = ipaddr.IPv4.networkAddressFromCIDR(text).toString();
  return network === address.toString()
    ? undefined
    : `${text} does not begin its block: write ${network}/${bits}`;
}
