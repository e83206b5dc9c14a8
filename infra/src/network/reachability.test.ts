import { describe, expect, it } from '@jest/globals';
import { type ExampleNetwork, exampleNetworks, reachabilityIn } from '../testing/example-networks.ts';
import { synthesisedNetwork } from '../testing/synthesised-network.ts';

type Where = readonly ExampleNetwork[];
type Row = readonly [from: string, to: string, ports: string, where: Where];

const everywhere: Where = ['free-tier', 'small', 'production', 'nat none', 'existing VPC'];
const own: Where = ['free-tier', 'small', 'production', 'nat none'];
const balanced: Where = ['small', 'production', 'nat none', 'existing VPC'];
const ownBalanced: Where = ['small', 'production', 'nat none'];
const withNat: Where = ['small', 'production'];
const withEndpoints: Where = ['production', 'nat none'];

const [publicOne, privateOne, isolatedOne] = [
  'anything in public',
  'anything in private',
  'anything in isolated',
];

/** Every arrow that there may be. What is not here is refused. */
const arrows: readonly Row[] = [
  // From the world in: the load balancer, or on the budget path the one node.
  ['internet', 'load balancer', '80, 443', balanced],
  ['load balancer', 'workload', '30080, 30443', balanced],
  ['internet', 'workload', '80, 443', ['free-tier']],

  // The stores: from the workload only.
  ['workload', 'database', '5432', everywhere],
  ['workload', 'cache', '6379', everywhere],

  // What the workload may ask. Its own load balancer is a part of the world to it.
  ['workload', 'workload', 'all', everywhere],
  ['workload', 'endpoints', '443', withEndpoints],
  ['workload', 'S3', '443', ownBalanced],
  ['workload', 'S3', '80, 443', ['free-tier']],
  ['workload', 'internet', '443', ['small', 'production', 'existing VPC']],
  ['workload', 'internet', '80, 443', ['free-tier']],
  ['workload', 'load balancer', '443', ['small', 'production', 'existing VPC']],

  // Any machine that is started in a tier, with a group that lets all pass: what routes and access lists alone hold.
  [publicOne, 'load balancer', '80, 443', balanced],
  [privateOne, 'load balancer', '80, 443', balanced],
  [isolatedOne, 'load balancer', '80, 443', ['existing VPC']],
  [publicOne, 'workload', '80, 443', ['free-tier']],
  [privateOne, 'workload', '80, 443', ['free-tier']],
  ['internet', publicOne, '80, 443, 1024–65535, udp 1024–65535', own],
  [publicOne, 'internet', '0–65535, udp 0–65535', own],
  [privateOne, 'internet', '0–65535, udp 0–65535', withNat],
  [publicOne, publicOne, 'all', own],
  [publicOne, privateOne, 'all', own],
  [privateOne, publicOne, 'all', own],
  [privateOne, privateOne, 'all', own],
  [isolatedOne, isolatedOne, '1024–65535', own],
  [publicOne, isolatedOne, '5432, 6379', ['free-tier']],
  [privateOne, isolatedOne, '5432, 6379', ownBalanced],
  // The door for answers cannot tell who began; only from these two ports would an answer come back.
  [isolatedOne, publicOne, '1024–65535 (answers to 5432, 6379 only)', ['free-tier']],
  [isolatedOne, privateOne, '1024–65535 (answers to 5432, 6379 only)', ownBalanced],
];

/** Where routes lead out of the network. `isolated` has no line. */
const waysOut: readonly (readonly [tier: string, way: string, where: Where])[] = [
  ['public', 'internet gateway', own],
  ['private', 'NAT gateway', withNat],
];

/** Where what starts gets a public address: only where the one node lives. */
const publicAddresses: readonly (readonly [tier: string, where: Where])[] = [['public', ['free-tier']]];

const names = Object.keys(exampleNetworks).filter((name): name is ExampleNetwork => name in exampleNetworks);

describe.each(names)('in the network of %s', (name) => {
  const environment = exampleNetworks[name];
  const computed = reachabilityIn(environment, synthesisedNetwork(environment));

  it('who can reach whom is what the table allows, no more and no less', () => {
    const allowed = arrows.filter(([, , , where]) => where.includes(name));
    expect(computed.arrows).toEqual(
      allowed.map(([from, to, ports]) => `${from} → ${to}: ${ports}`).toSorted(),
    );
  });

  it('nothing but pods speaks to the database and the cache', () => {
    const askers = computed.arrows.filter((arrow) => / → (?:database|cache)\b/.test(arrow));
    expect(new Set(askers.map((arrow) => arrow.split(' → ')[0]))).toEqual(new Set(['workload']));
  });

  it('the world reaches only what is meant for it', () => {
    const reached = computed.arrows.filter((arrow) => /^internet → (?!anything)/.test(arrow));
    const door = name === 'free-tier' ? 'workload' : 'load balancer';
    expect(reached).toEqual([`internet → ${door}: 80, 443`]);
  });
});

describe.each(names.filter((name) => name !== 'existing VPC'))(
  'in the network of %s, which is ours',
  (name) => {
    const environment = exampleNetworks[name];
    const computed = reachabilityIn(environment, synthesisedNetwork(environment));

    it('only the ways out that the table names exist; isolated subnets have none', () => {
      const allowed = waysOut.filter(([, , where]) => where.includes(name));
      expect(computed.waysOut).toEqual(allowed.map(([tier, way]) => `${tier} → ${way}`));
    });

    it('no subnet gives public addresses but where the one node lives', () => {
      const allowed = publicAddresses.filter(([, where]) => where.includes(name));
      expect(computed.publicAddresses).toEqual(allowed.map(([tier]) => tier));
    });
  },
);
