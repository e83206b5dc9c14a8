import { isIPv6 } from 'node:net';

/** Of an IPv6 address, the part that a provider hands out as a whole: its owner can change the rest at will. */
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;

/** What per-IP limits count by: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkKey(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip.replace(/^.*:/, '');
  const [head = '', tail] = ip.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  const gap = tail === undefined ? [] : Array<string>(ALL_GROUPS - front.length - back.length).fill('0');
  return [...front, ...gap, ...back]
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
