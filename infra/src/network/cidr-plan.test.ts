import { describe, expect, it } from '@jest/globals';
import { cidrPlan, tiers, zones } from './cidr-plan.ts';
import { type Ipv4Block, ipv4Block } from './ipv4-block.ts';

const size = ({ first, last }: Ipv4Block): number => last - first + 1;
const within = (inner: Ipv4Block, outer: Ipv4Block): boolean =>
  inner.first >= outer.first && inner.last <= outer.last;
const overlap = (a: Ipv4Block, b: Ipv4Block): boolean => a.first <= b.last && b.first <= a.last;

const networks = ['10.20.0.0/16', '10.20.128.0/17', '172.16.64.0/18', '192.168.96.0/19', '10.255.240.0/20'];

describe.each(networks)('the plan of %s', (text) => {
  const network = ipv4Block(text);
  const plan = cidrPlan(text);
  const subnets = tiers.flatMap((tier) => zones.map((zone) => ipv4Block(plan[tier].subnets[zone])));

  it('has nine subnets inside the network', () => {
    expect(subnets).toHaveLength(9);
    expect(subnets.every((subnet) => within(subnet, network))).toBe(true);
  });

  it('has no two that overlap', () => {
    const pairs = subnets.flatMap((one, index) =>
      subnets.slice(index + 1).map((other) => [one, other] as const),
    );
    expect(pairs.some(([one, other]) => overlap(one, other))).toBe(false);
  });

  it('gives private subnets, where pods take their addresses, more than all others together', () => {
    const sizes = (tier: (typeof tiers)[number]): number =>
      zones.reduce((sum, zone) => sum + size(ipv4Block(plan[tier].subnets[zone])), 0);
    expect(sizes('private')).toBeGreaterThan(sizes('public') + sizes('isolated'));
  });

  it('keeps each tier in a block of its own, with room for a fourth zone', () => {
    const blocks = tiers.map((tier) => ipv4Block(plan[tier].block));
    expect(blocks.some((one, index) => blocks.slice(index + 1).some((other) => overlap(one, other)))).toBe(
      false,
    );
    for (const tier of tiers) {
      const block = ipv4Block(plan[tier].block);
      const members = zones.map((zone) => ipv4Block(plan[tier].subnets[zone]));
      expect(members.every((member) => within(member, block) && size(member) * 4 === size(block))).toBe(true);
    }
  });

  it('leaves a quarter of the network free', () => {
    const taken = tiers.reduce((sum, tier) => sum + size(ipv4Block(plan[tier].block)), 0);
    expect(taken).toBe((size(network) * 3) / 4);
  });

  it('has subnets large enough for a load balancer (8 addresses) with what AWS keeps (5)', () => {
    expect(Math.min(...subnets.map(size))).toBeGreaterThanOrEqual(128);
  });
});

describe('the plan', () => {
  it('is the table of its documentation', () => {
    expect(cidrPlan('10.20.0.0/16')).toEqual({
      private: {
        block: '10.20.0.0/17',
        subnets: { a: '10.20.0.0/19', b: '10.20.32.0/19', c: '10.20.64.0/19' },
      },
      public: {
        block: '10.20.128.0/19',
        subnets: { a: '10.20.128.0/21', b: '10.20.136.0/21', c: '10.20.144.0/21' },
      },
      isolated: {
        block: '10.20.160.0/19',
        subnets: { a: '10.20.160.0/21', b: '10.20.168.0/21', c: '10.20.176.0/21' },
      },
    });
  });

  it.each([
    ['10.20.0.0/21', '10.20.0.0/21 is too small: nine subnets need a /20 or larger'],
    ['10.20.0.0/15', '10.20.0.0/15 has 15 bits: a VPC takes 16 to 28'],
    ['10.20.1.0/16', '10.20.1.0/16 does not begin its block: write 10.20.0.0/16'],
    ['8.8.0.0/16', '8.8.0.0/16 is not a private block'],
    ['fd00::/16', '"fd00::/16" is not an IPv4 block'],
  ])('of %s is refused with what to write', (network, message) => {
    expect(() => cidrPlan(network)).toThrow(message);
  });
});
