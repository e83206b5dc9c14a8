import ipaddr from 'ipaddr.js';
import { cidrProblem } from './cidr.ts';
import { addressText, ipv4Block } from './ipv4-block.ts';

/** The zones of a region that are used: `eu-west-1a`, `eu-west-1b`, `eu-west-1c`. */
export const zones = ['a', 'b', 'c'] as const;
export type Zone = (typeof zones)[number];

export const tiers = ['private', 'public', 'isolated'] as const;
/**
 * `public` has the internet gateway in its routes, `private` at most a NAT gateway, `isolated` nothing but the network
 * itself.
 */
export type Tier = (typeof tiers)[number];

/** Where the subnets of one tier lie. */
export interface TierPlan {
  /** Holds every subnet of the tier, and a fourth one; what an access list names. */
  readonly block: string;
  readonly subnets: Readonly<Record<Zone, string>>;
}

export type CidrPlan = Readonly<Record<Tier, TierPlan>>;

/** Bits that a tier's block is longer than the network's, and where it begins, as a part of the network. */
const places: Readonly<Record<Tier, { readonly bits: number; readonly begin: number }>> = {
  private: { bits: 1, begin: 0 },
  public: { bits: 3, begin: 1 / 2 },
  isolated: { bits: 3, begin: 5 / 8 },
};

/** A tier has four parts: three zones, and one that a fourth would take. */
const BITS_OF_A_ZONE = 2;

/**
 * Lays nine subnets out in a network. Pods take their addresses from the private subnets (the VPC CNI gives each one of
 * its own), so these have half of it. For 10.20.0.0/16 (and for a /20, in brackets, the addresses of each subnet, of
 * which AWS keeps five):
 *
 * | tier     | part | zone a         | zone b         | zone c         | kept for a fourth | addresses     |
 * | -------- | ---- | -------------- | -------------- | -------------- | ----------------- | ------------- |
 * | private  | 1/2  | 10.20.0.0/19   | 10.20.32.0/19  | 10.20.64.0/19  | 10.20.96.0/19     | 8,192 (512)   |
 * | public   | 1/8  | 10.20.128.0/21 | 10.20.136.0/21 | 10.20.144.0/21 | 10.20.152.0/21    | 2,048 (128)   |
 * | isolated | 1/8  | 10.20.160.0/21 | 10.20.168.0/21 | 10.20.176.0/21 | 10.20.184.0/21    | 2,048 (128)   |
 * | free     | 1/4  | 10.20.192.0/18 |                |                |                   | 16,384 (1,024) |
 *
 * @param network a private /16 to /20.
 * @throws RangeError saying what is wrong with the network and what to write.
 */
export function cidrPlan(network: string): CidrPlan {
  const problem = cidrProblem(network);
  if (problem !== undefined) throw new RangeError(problem);
  const bits = ipaddr.IPv4.parseCIDR(network)[1];
  if (bits > 20) throw new RangeError(`${network} is too small: nine subnets need a /20 or larger`);
  const { first } = ipv4Block(network);
  const tier = (name: Tier): TierPlan => {
    const place = places[name];
    const length = bits + place.bits;
    const begin = first + place.begin * sizeOf(bits);
    const subnet = (position: number): string =>
      block(begin + position * sizeOf(length + BITS_OF_A_ZONE), length + BITS_OF_A_ZONE);
    return { block: block(begin, length), subnets: { a: subnet(0), b: subnet(1), c: subnet(2) } };
  };
  return { private: tier('private'), public: tier('public'), isolated: tier('isolated') };
}

/** Addresses in a block of so many bits. */
const sizeOf = (bits: number): number => 2 ** (32 - bits);

const block = (first: number, bits: number): string => `${addressText(first)}/${bits}`;
