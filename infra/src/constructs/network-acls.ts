import { DefaultNetworkAcl } from '#aws/default-network-acl';
import { DefaultSecurityGroup } from '#aws/default-security-group';
import { NetworkAcl } from '#aws/network-acl';
import { NetworkAclRule } from '#aws/network-acl-rule';
import { Construct } from 'constructs';
import type { CidrPlan, Tier } from '../network/cidr-plan.ts';
import { ports } from '../network/ports.ts';
import type { Vpc } from './vpc.ts';

const EVERYWHERE = '0.0.0.0/0';

/** Ports that a client's operating system, a NAT gateway or a load balancer takes for its own side of a connection. */
const answers = { from: 1024, to: 65_535 };

export interface NetworkAclsProps {
  /** Begins every `Name` tag. */
  readonly prefix: string;
  readonly network: Vpc;
  /** Where nodes are: the only tier that the isolated subnets talk with, beside each other. */
  readonly nodeTier: Extract<Tier, 'private' | 'public'>;
}

interface AccessRule {
  readonly id: string;
  /** The other side: the source of what comes in, the destination of what goes out. */
  readonly peer: string;
  readonly ports?: { readonly from: number; readonly to: number };
  /** TCP where nothing is said; `-1` is everything, `icmp` that a packet was too large for the path. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | '-1';
}

/**
 * Access lists: the second wall, which holds when a security group is opened by mistake. They know no connections, so
 * answers need rules of their own. What AWS makes with every network (a list and a group that let all pass) is emptied.
 *
 * | subnets  | in                                                              | out                           |
 * | -------- | --------------------------------------------------------------- | ----------------------------- |
 * | public   | 80 and 443 from the world, answers, all from the network        | all                           |
 * | private  | answers and what the load balancer passes on, all from the network | all |
 * | isolated | 5432 and 6379 from the nodes, 1024 and up from each other         | answers to these              |
 */
export class NetworkAcls extends Construct {
  constructor(scope: Construct, id: string, props: NetworkAclsProps) {
    super(scope, id);
    const { vpc, plan } = props.network;
    new DefaultSecurityGroup(this, 'default-group', { vpcId: vpc.id });
    new DefaultNetworkAcl(this, 'default-list', {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      // A subnet that leaves its list falls back to this one, and that is no drift.
      lifecycle: { ignoreChanges: ['subnet_ids'] },
    });
    const network = vpc.cidrBlockInput ?? '';
    this.list(props, 'public', [...fromTheWorld, ...connected(network)], anywhere);
    this.list(props, 'private', connected(network), anywhere);
    this.list(props, 'isolated', ...isolated(plan, props.nodeTier));
  }

  private list(
    props: NetworkAclsProps,
    tier: Tier,
    ingress: readonly AccessRule[],
    egress: readonly AccessRule[],
  ): void {
    const list = new NetworkAcl(this, tier, {
      vpcId: props.network.vpc.id,
      subnetIds: props.network.subnets[tier].map(({ id }) => id),
      tags: { Name: `${props.prefix}-${tier}` },
    });
    for (const [direction, rules] of Object.entries({ in: ingress, out: egress })) {
      for (const [index, rule] of rules.entries()) {
        new NetworkAclRule(this, `${tier}-${direction}-${rule.id}`, {
          networkAclId: list.id,
          egress: direction === 'out',
          // Room between two for one that a fork adds.
          ruleNumber: (index + 1) * 100,
          ruleAction: 'allow',
          protocol: rule.protocol ?? 'tcp',
          cidrBlock: rule.peer,
          fromPort: rule.ports?.from,
          toPort: rule.ports?.to,
          ...(rule.protocol === 'icmp' ? { icmpType: 3, icmpCode: 4 } : {}),
        });
      }
    }
  }
}

const only = (port: number) => ({ from: port, to: port });

/** Without it connections hang over a path that carries less (EC2 user guide, "Path MTU Discovery"). */
const tooLarge = (peer: string): AccessRule => ({ id: 'too-large', peer, protocol: 'icmp' });

const fromTheWorld: readonly AccessRule[] = [
  { id: 'https', peer: EVERYWHERE, ports: only(ports.https) },
  { id: 'http', peer: EVERYWHERE, ports: only(ports.http) },
];

/** The load balancer keeps the client's address, so what it passes on to a node port comes from the world too. */
const connected = (network: string): readonly AccessRule[] => [
  { id: 'network', peer: network, protocol: '-1' },
  { id: 'answers', peer: EVERYWHERE, ports: answers },
  { id: 'answers-udp', peer: EVERYWHERE, ports: answers, protocol: 'udp' },
  tooLarge(EVERYWHERE),
];

const anywhere: readonly AccessRule[] = [{ id: 'anywhere', peer: EVERYWHERE, protocol: '-1' }];

/**
 * The cache's nodes speak with their like in other zones: hence `own`, which holds both the services' ports and the answers.
 */
function isolated(plan: CidrPlan, tier: 'private' | 'public'): [AccessRule[], AccessRule[]] {
  const nodes = plan[tier].block;
  const own: AccessRule = { id: 'own', peer: plan.isolated.block, ports: answers };
  return [
    [
      { id: 'database', peer: nodes, ports: only(ports.database) },
      { id: 'cache', peer: nodes, ports: only(ports.cache) },
      own,
      tooLarge(nodes),
    ],
    [{ id: 'answers', peer: nodes, ports: answers }, own, tooLarge(nodes)],
  ];
}
