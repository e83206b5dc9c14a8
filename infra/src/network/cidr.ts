import ipaddr from 'ipaddr.js';

/**
 * @returns what is wrong with a block for a VPC, or undefined. The rules are AWS's own (VPC user guide, "VPC CIDR
 *   blocks"): IPv4 of RFC 1918, /16 to /28, and no bits behind the mask.
 */
export function cidrProblem(text: string): string | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) {
    return `"${text}" is not an IPv4 block such as 10.20.0.0/16`;
  }
  const [address, bits] = ipaddr.IPv4.parseCIDR(text);
  if (bits < 16 || bits > 28) return `${text} has ${bits} bits: a VPC takes 16 to 28`;
  if (address.range() !== 'private') {
    return `${text} is not a private block (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)`;
  }
  const block = `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${bits}`;
  return text === block ? undefined : `${text} does not begin its block: write ${block}`;
}
