import { isIPv6 } from 'node:net';
import type { RateLimit, RateLimits } from './rate-limits.ts';

/** A network that an address belongs to. */
export interface Network {
  readonly key: string;
  /** How many times the budget of the smallest network it has. */
  readonly share: number;
}

const allGroups = 8;

/** Of an IPv6 address: what a provider hands out as a whole. Its owner can change the rest at will. */
const ipv6Networks = [
  // A home, a phone or a server.
  { groups: 4, share: 1 },
  // A company or a customer of a hosting company: 65,536 of the former.
  { groups: 3, share: 10 },
];

/** What per-IP limits count by: an IPv4 address, or the /64 and the /48 networks of an IPv6 address. */
export function networksOf(ip: string): readonly Network[] {
  if (!isIPv6(ip) || ip.includes('.')) return [{ key: ip.slice(ip.lastIndexOf(':') + 1), share: 1 }];
  const [head = '', tail] = ip.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  const gap = tail === undefined ? [] : Array<string>(allGroups - front.length - back.length).fill('0');
  const groups = [...front, ...gap, ...back].map((group) => Number.parseInt(group, 16).toString(16));
  return ipv6Networks.map(({ groups: count, share }) => ({ key: groups.slice(0, count).join(':'), share }));
}

/** Takes points from the budgets of all networks of an address. @throws TooManyRequestsError when one is spent */
export async function consumeByNetwork(
  rateLimits: Pick<RateLimits, 'consume'>,
  name: string,
  ip: string,
  { points, durationSeconds, times }: RateLimit & { readonly times?: number | undefined },
): Promise<void> {
  // The smaller network first: what it is refused is not taken from its neighbours.
  for (const { key, share } of networksOf(ip)) {
    await rateLimits.consume(name, key, { points: points * share, durationSeconds }, times);
  }
}
