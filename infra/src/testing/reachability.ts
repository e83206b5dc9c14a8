import type { Tier } from '../network/cidr-plan.ts';
import { type Actor, actorsIn, type End } from './network-actors.ts';
import type { AclRule, GroupRule, SubnetModel, Way } from './network-model.ts';
import { NetworkReader } from './network-reader.ts';
import { PortSet } from './port-set.ts';
import type { Synthesised } from './synthesised.ts';

export interface ReachabilityOptions {
  /** Where nodes are; Terraform does not know it where kops makes them. */
  readonly nodeTier: Tier;
  /** Of a network that is not ours: only the groups decide. */
  readonly existingCidr?: string;
}

export interface Reachability {
  /** Who can open a connection to whom, on which ports: `workload → database: 5432`. */
  readonly arrows: readonly string[];
  /** Where a subnet's routes lead beside the network itself: `private → NAT gateway`. */
  readonly waysOut: readonly string[];
  /** Subnets that give a public address to whatever starts there. */
  readonly publicAddresses: readonly string[];
}

/**
 * Computes who can reach whom. An arrow is there when the asking end's group lets it out and the answering end's lets it
 * in, routes lead there (and, from outside, back), and the access lists of both subnets pass the question and an answer
 * to at least one port. Each end is tried at every address that any rule tells apart. What differs between subnets or
 * addresses is told apart by name: `workload in private-c → database: 5432`.
 *
 * It knows what Terraform's documents say. The groups that EKS and kops make by themselves and put beside ours on their
 * nodes are not there; they let nodes out to everywhere, and what they let in is asked of AWS (docs/proof.md).
 */
export function reachability(synthesised: Synthesised, options: ReachabilityOptions): Reachability {
  const network = new NetworkReader(synthesised).read(options.existingCidr);
  const actors = actorsIn(network, options.nodeTier);
  const pairs = actors.flatMap((from) => actors.map((to) => [from, to] as const));
  return {
    arrows: pairs
      .filter(([from, to]) => isAsked(from, to, options.existingCidr !== undefined))
      .flatMap(([from, to]) => arrowsBetween(from, to))
      .toSorted(),
    waysOut: byTier(network.subnets, waysOutOf),
    publicAddresses: byTier(network.subnets, ({ givesPublicAddresses }) =>
      givesPublicAddresses ? ['yes'] : [],
    ).map((line) => line.replace(' → yes', '')),
  };
}

/** Ends without a group stand for what may be put there one day: what they may do to each other is the lists' and routes' affair alone. */
function isAsked(from: Actor, to: Actor, groupsOnly: boolean): boolean {
  if (from.kind === 's3' || (from.outside && to.outside)) return false;
  if (to.kind === 's3') return from.kind === 'group';
  const toAnything = to.kind === 'anything';
  if (from.kind === 'group') return !toAnything;
  return !(groupsOnly && to.kind !== 'group');
}

function arrowsBetween(from: Actor, to: Actor): string[] {
  const verdicts = from.asks.flatMap((asking) =>
    to.answers
      // Two things in one subnet meet no list; for what has no group either, that says nothing.
      .filter(
        (answering) => from.kind === 'group' || to.kind === 'group' || asking.subnet !== answering.subnet,
      )
      .map((answering) => ({ asking, answering, ports: admitted(from, asking, to, answering) })),
  );
  const views = [
    () => `${from.name} → ${to.name}`,
    ({ asking }: { asking: End }) => `${from.name} ${asking.label} → ${to.name}`,
    ({ answering }: { answering: End }) => `${from.name} → ${to.name} ${answering.label}`,
    ({ asking, answering }: { asking: End; answering: End }) =>
      `${from.name} ${asking.label} → ${to.name} ${answering.label}`,
  ];
  for (const view of views) {
    const seen = new Map<string, Set<string>>();
    for (const verdict of verdicts) {
      const name = view(verdict);
      seen.set(name, (seen.get(name) ?? new Set()).add(verdict.ports));
    }
    if ([...seen.values()].every(({ size }) => size === 1)) {
      return [...seen].flatMap(([name, [ports]]) => (ports ? [`${name}: ${ports}`] : []));
    }
  }
  throw new Error(`${from.name} → ${to.name} differs at one and the same address`);
}

const answerPorts = PortSet.of('tcp', 1024, 65_535).union(PortSet.of('udp', 1024, 65_535));

/** @returns the ports in words; empty where there is no way. */
function admitted(from: Actor, asking: End, to: Actor, answering: End): string {
  if (!routed(from, asking, to, answering)) return '';
  const sameSubnet = asking.subnet !== undefined && asking.subnet === answering.subnet;
  const question = sameSubnet ? PortSet.all : passing(asking, answering);
  const answer = sameSubnet ? PortSet.all : passing(answering, asking);
  const asked = allowedBy(from.group?.egress, to, answering)
    .intersection(allowedBy(to.group?.ingress, from, asking))
    .intersection(question);
  const answered = [PortSet.tcp, PortSet.udp, PortSet.other].filter(
    (one) => !one.intersection(answer).isEmpty,
  );
  const ports = answered.reduce((sum, one) => sum.union(asked.intersection(one)), PortSet.none);
  if (ports.isEmpty) return '';
  const used = [PortSet.tcp, PortSet.udp].filter((one) => !one.intersection(ports).isEmpty);
  const needed = used.reduce((sum, one) => sum.union(answerPorts.intersection(one)), PortSet.none);
  return answer.contains(needed)
    ? ports.toString()
    : `${ports.toString()} (answers to ${answer.intersection(needed).toString()} only)`;
}

/** The access lists on one direction of a connection. */
const passing = (from: End, to: End): PortSet =>
  listed(from.subnet?.egress, to.address).intersection(listed(to.subnet?.ingress, from.address));

/** The first rule that fits a port decides it (VPC user guide, "Network ACL rules"); what no rule fits is refused. */
function listed(rules: readonly AclRule[] | undefined, address: number): PortSet {
  if (rules === undefined) return PortSet.all;
  const fitting = rules.filter(({ block }) => address >= block.first && address <= block.last);
  const decided = { allowed: PortSet.none, open: PortSet.all };
  for (const { ports, allow } of fitting) {
    if (allow) decided.allowed = decided.allowed.union(decided.open.intersection(ports));
    decided.open = decided.open.without(ports);
  }
  return decided.allowed;
}

/** Rules of a group only allow, so they add up; what has no group allows all. */
function allowedBy(rules: readonly GroupRule[] | undefined, peer: Actor, { address }: End): PortSet {
  if (rules === undefined) return PortSet.all;
  const fits = ({ block, group, s3 }: GroupRule): boolean =>
    block === undefined
      ? (group !== undefined && group === peer.group?.name) || (s3 === true && peer.kind === 's3')
      : address >= block.first && address <= block.last;
  return rules.filter(fits).reduce((sum, { ports }) => sum.union(ports), PortSet.none);
}

/** Within the network all is routed. Anything in a subnet may get a public address one day, so only routes count. */
function routed(from: Actor, asking: End, to: Actor, answering: End): boolean {
  if (asking.subnet !== undefined && answering.subnet !== undefined) return true;
  if (to.kind === 's3') return asking.subnet?.hasS3Endpoint === true;
  const way = wayTo(asking.subnet ?? answering.subnet, from.outside ? asking.address : answering.address);
  if (from.kind === 'peer' || to.kind === 'peer') return way === 'peer';
  // NAT lets no connection in.
  return way === 'internet gateway' || (way === 'NAT gateway' && !from.outside);
}

/** The narrowest route that fits. */
function wayTo(subnet: SubnetModel | undefined, address: number): Way | undefined {
  const fitting = (subnet?.routes ?? []).filter(
    ({ block }) => address >= block.first && address <= block.last,
  );
  return fitting.toSorted((a, b) => a.block.last - a.block.first - (b.block.last - b.block.first))[0]?.way;
}

const waysOutOf = ({ routes }: SubnetModel): string[] => routes.map(({ way }) => way);

/** Names the tier where all of its subnets are alike, else each subnet. */
function byTier(subnets: readonly SubnetModel[], ask: (subnet: SubnetModel) => readonly string[]): string[] {
  const tiers = Map.groupBy(subnets, ({ tier }) => tier);
  return [...tiers].flatMap(([tier, members]) => {
    const alike = new Set(members.map((member) => ask(member).join())).size === 1;
    const named = alike
      ? members.slice(0, 1).map((one) => [tier, one] as const)
      : members.map((one) => [one.name, one] as const);
    return named.flatMap(([name, one]) => ask(one).map((answer) => `${name} → ${answer}`));
  });
}
