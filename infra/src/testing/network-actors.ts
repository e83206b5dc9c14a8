import { addressText, type Ipv4Block, ipv4Block } from '../network/ipv4-block.ts';
import type { GroupModel, NetworkModel, SubnetModel } from './network-model.ts';
import { PortSet } from './port-set.ts';

/** One end of a connection. */
export interface End {
  /** Undefined outside of the network. */
  readonly subnet: SubnetModel | undefined;
  /** The address that rules see. */
  readonly address: number;
  /** Tells it from the actor's other ends: `in private-a`, `at 203.0.113.0`. */
  readonly label: string;
}

export interface Actor {
  readonly name: string;
  /** `anything`: whatever may be started in a tier, with a group of its own that lets all pass. */
  readonly kind: 'group' | 'anything' | 'internet' | 'peer' | 's3';
  readonly outside: boolean;
  readonly group?: GroupModel;
  readonly asks: readonly End[];
  readonly answers: readonly End[];
}

/** Where each group's members are. A group that is not named here may be anywhere. */
const tierOf = (group: string, nodeTier: string): string | undefined =>
  ({
    'load balancer': 'public',
    workload: nodeTier,
    database: 'isolated',
    cache: 'isolated',
    endpoints: 'private',
  })[group];

/** One of S3's many. */
const S3_ADDRESS = 52 * 2 ** 24 + 216 * 2 ** 16;

/** Every party that may want to connect: the internet, other networks, every group's members, and a stranger in each tier. */
export function actorsIn(network: NetworkModel, nodeTier: string): Actor[] {
  const edges = edgesIn(network);
  const samples = (block: Ipv4Block): number[] => [
    ...new Set([block.first, ...edges.filter((edge) => edge > block.first && edge <= block.last)]),
  ];
  const inside = ({ first, last }: Ipv4Block, address: number): boolean =>
    address >= first && address <= last;
  const outer = samples({ first: 0, last: 2 ** 32 - 1 }).filter((address) => !inside(network.block, address));
  const leadsToPeer = (address: number): boolean =>
    network.subnets.some(({ routes }) =>
      routes.some(({ way, block }) => way === 'peer' && inside(block, address)),
    );
  const endsIn = (subnets: readonly SubnetModel[]): End[] =>
    subnets.flatMap((subnet) =>
      samples(subnet.block).map((address) => ({ subnet, address, label: `in ${subnet.name}` })),
    );

  const internet = outer.filter((address) => !leadsToPeer(address)).map(outsideEnd);
  const members = network.groups.map((group): Actor => {
    const tier = tierOf(group.name, nodeTier);
    const answers = endsIn(network.subnets.filter((subnet) => tier === undefined || subnet.tier === tier));
    const asks =
      group.name === 'load balancer' ? [...answers, ...withClientAddresses(answers, internet)] : answers;
    return { name: group.name, kind: 'group', outside: false, group, asks, answers };
  });
  const strangers = [...Map.groupBy(network.subnets, ({ tier }) => tier)].map(([tier, subnets]): Actor => {
    const ends = endsIn(subnets);
    return { name: `anything in ${tier}`, kind: 'anything', outside: false, asks: ends, answers: ends };
  });
  return [
    outsider('internet', 'internet', internet),
    outsider('peered network', 'peer', outer.filter(leadsToPeer).map(outsideEnd)),
    outsider('S3', 's3', [{ ...outsideEnd(S3_ADDRESS), label: '' }]),
    ...members,
    ...foreignGroups(network).map((group): Actor => {
      const asks = endsIn(network.subnets);
      return { name: group.name, kind: 'group', outside: false, group, asks, answers: [] };
    }),
    ...strangers,
  ];
}

/** Groups that a rule names and that are not ours: their members may be anywhere and are let out by themselves. */
function foreignGroups({ groups }: NetworkModel): GroupModel[] {
  const own = new Set(groups.map(({ name }) => name));
  const named = groups.flatMap(({ ingress, egress }) =>
    [...ingress, ...egress].flatMap(({ group }) => group ?? []),
  );
  const open = [{ ports: PortSet.all, block: ipv4Block('0.0.0.0/0') }];
  return [...new Set(named)]
    .filter((name) => !own.has(name))
    .map((name) => ({ name, ingress: [], egress: open }));
}

const outsider = (name: string, kind: Actor['kind'], ends: readonly End[]): Actor => ({
  name,
  kind,
  outside: true,
  asks: ends,
  answers: ends,
});

const outsideEnd = (address: number): End => ({
  subnet: undefined,
  address,
  label: `at ${addressText(address)}`,
});

/** A network load balancer passes packets on with the client's address: access lists see the internet. */
const withClientAddresses = (ends: readonly End[], clients: readonly End[]): End[] =>
  ends.flatMap((end) =>
    clients.map(({ address, label }) => ({ ...end, address, label: `${end.label} for ${label}` })),
  );

/** Every address at which some rule, route or subnet begins, or the one behind its end. */
function edgesIn({ block, subnets, groups }: NetworkModel): number[] {
  const blocks = [
    block,
    ...subnets.flatMap((subnet) => [
      subnet.block,
      ...[...subnet.routes, ...subnet.ingress, ...subnet.egress].map((rule) => rule.block),
    ]),
    ...groups.flatMap(({ ingress, egress }) => [...ingress, ...egress].flatMap((rule) => rule.block ?? [])),
  ];
  const edges = new Set(blocks.flatMap(({ first, last }) => [first, last + 1]));
  return [...edges].filter((edge) => edge < 2 ** 32).toSorted((a, b) => a - b);
}
