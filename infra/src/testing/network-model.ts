import { type Ipv4Block, ipv4Block } from '../network/ipv4-block.ts';
import { PortSet } from './port-set.ts';
import type { Resource, Synthesised } from './synthesised.ts';

/** What a route leads to; `peer` is every other network: peering, transit, VPN. */
export type Way = 'internet gateway' | 'NAT gateway' | 'peer';

export interface RouteModel {
  readonly block: Ipv4Block;
  readonly way: Way;
}

/** A rule of an access list; the list is in the order in which AWS asks. */
export interface AclRule {
  readonly block: Ipv4Block;
  readonly ports: PortSet;
  readonly allow: boolean;
}

export interface SubnetModel {
  /** `private-a` */
  readonly name: string;
  /** `private` */
  readonly tier: string;
  readonly block: Ipv4Block;
  readonly givesPublicAddresses: boolean;
  readonly routes: readonly RouteModel[];
  readonly hasS3Endpoint: boolean;
  readonly ingress: readonly AclRule[];
  readonly egress: readonly AclRule[];
}

/** One rule of a security group; exactly one of the peers. */
export interface GroupRule {
  readonly ports: PortSet;
  readonly block?: Ipv4Block;
  /** Name of the group, or its id where it is somebody else's. */
  readonly group?: string;
  /** The addresses of S3. */
  readonly s3?: true;
}

export interface GroupModel {
  readonly name: string;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

export interface NetworkModel {
  readonly block: Ipv4Block;
  readonly subnets: readonly SubnetModel[];
  readonly groups: readonly GroupModel[];
}

const everywhere = ipv4Block('0.0.0.0/0');

/**
 * Reads a network out of Terraform's documents. What it cannot read (rules written within a group or a table, IPv6) is
 * an error: a checker that overlooks something would be worse than none.
 */
export class NetworkReader {
  private readonly synthesised: Synthesised;

  constructor(synthesised: Synthesised) {
    this.synthesised = synthesised;
    this.refuseWhatIsNotRead();
  }

  /** @param existingCidr of a network that is not ours: its routes and lists are unknown and taken to let all pass. */
  read(existingCidr?: string): NetworkModel {
    const groups = this.synthesised.all('aws_security_group').map((group) => this.group(group));
    if (existingCidr !== undefined) {
      const block = ipv4Block(existingCidr);
      return {
        block,
        groups,
        subnets: ['public', 'private', 'isolated'].map((tier) => openSubnet(tier, block)),
      };
    }
    const block = ipv4Block(this.synthesised.one('aws_vpc').arguments['cidr_block']);
    return {
      block,
      groups,
      subnets: this.synthesised.all('aws_subnet').map((subnet) => this.subnet(subnet)),
    };
  }

  private subnet(subnet: Resource): SubnetModel {
    const name = subnet.id.replace(/^vpc-/, '');
    const table = this.referring('aws_route_table_association', 'subnet_id', subnet)
      .map((association) => this.target(association, 'route_table_id'))
      .at(0);
    const list = this.synthesised
      .all('aws_network_acl')
      .find((acl) => this.targets(acl, 'subnet_ids').includes(subnet));
    if (table === undefined || list === undefined) {
      throw new Error(
        `${subnet.address} has no ${table === undefined ? 'route table' : 'access list'} of its own`,
      );
    }
    return {
      name,
      tier: subnet.arguments['tags'].Tier,
      block: ipv4Block(subnet.arguments['cidr_block']),
      givesPublicAddresses: subnet.arguments['map_public_ip_on_launch'] === true,
      routes: this.referring('aws_route', 'route_table_id', table).map(routeOf),
      hasS3Endpoint: this.synthesised
        .all('aws_vpc_endpoint')
        .some((endpoint) => this.targets(endpoint, 'route_table_ids').includes(table)),
      ...this.aclRules(list),
    };
  }

  private aclRules(list: Resource): Pick<SubnetModel, 'ingress' | 'egress'> {
    const rules = this.referring('aws_network_acl_rule', 'network_acl_id', list).toSorted(
      (a, b) => a.arguments['rule_number'] - b.arguments['rule_number'],
    );
    const direction = (egress: boolean): AclRule[] =>
      rules
        .filter((rule) => (rule.arguments['egress'] ?? false) === egress)
        .map((rule) => ({
          block: ipv4Block(rule.arguments['cidr_block']),
          ports: portsOf(rule, 'protocol'),
          allow: rule.arguments['rule_action'] === 'allow',
        }));
    return { ingress: direction(false), egress: direction(true) };
  }

  private group(group: Resource): GroupModel {
    const rules = (type: string): GroupRule[] =>
      this.referring(type, 'security_group_id', group).map((rule) => ({
        ports: portsOf(rule, 'ip_protocol'),
        ...this.peerOf(rule),
      }));
    return {
      name: groupName(group),
      ingress: rules('aws_vpc_security_group_ingress_rule'),
      egress: rules('aws_vpc_security_group_egress_rule'),
    };
  }

  private peerOf(rule: Resource): Omit<GroupRule, 'ports'> {
    const { cidr_ipv4: cidr, referenced_security_group_id: group, prefix_list_id: list } = rule.arguments;
    if (cidr !== undefined) return { block: ipv4Block(cidr) };
    if (group !== undefined) {
      const referenced = this.target(rule, 'referenced_security_group_id');
      return { group: referenced === undefined ? String(group) : groupName(referenced) };
    }
    if (
      list !== undefined &&
      this.target(rule, 'prefix_list_id')?.arguments['service_name'].endsWith('.s3')
    ) {
      return { s3: true };
    }
    throw new Error(`${rule.address} names a peer that cannot be read`);
  }

  private target({ stack, arguments: values }: Resource, argument: string): Resource | undefined {
    return this.synthesised.follow(stack, values[argument])?.resource;
  }

  private targets({ stack, arguments: values }: Resource, argument: string): (Resource | undefined)[] {
    const references: readonly string[] = values[argument] ?? [];
    return references.map((reference) => this.synthesised.follow(stack, reference)?.resource);
  }

  private referring(type: string, argument: string, target: Resource): Resource[] {
    return this.synthesised.all(type).filter((resource) => this.target(resource, argument) === target);
  }

  private refuseWhatIsNotRead(): void {
    const within: Readonly<Record<string, readonly string[]>> = {
      aws_security_group: ['ingress', 'egress'],
      aws_network_acl: ['ingress', 'egress'],
      aws_route_table: ['route', 'propagating_vgws'],
      aws_vpc: ['assign_generated_ipv6_cidr_block', 'ipv6_cidr_block'],
    };
    const others = [
      'aws_security_group_rule',
      'aws_vpc_ipv4_cidr_block_association',
      'aws_network_acl_association',
    ];
    const unread = [
      ...Object.entries(within).flatMap(([type, names]) =>
        this.synthesised.all(type).filter((one) => names.some((name) => one.arguments[name] !== undefined)),
      ),
      ...others.flatMap((type) => this.synthesised.all(type)),
    ];
    if (unread.length > 0) throw new Error(`cannot read ${unread.map(({ address }) => address).join(', ')}`);
  }
}

/** `gnar-staging-load-balancer` is the load balancer's. */
const groupName = (group: Resource): string => group.id.replace(/^group-/, '').replaceAll('-', ' ');

/** What a rule lets through. That a packet was too large (ICMP 3/4) is told about a connection and opens none. */
function portsOf({ arguments: rule }: Resource, protocol: string): PortSet {
  const [from, to] = [rule['from_port'] ?? rule['icmp_type'], rule['to_port'] ?? rule['icmp_code']];
  const tooLarge = rule[protocol] === 'icmp' && from === 3 && to === 4;
  return tooLarge ? PortSet.none : PortSet.of(rule[protocol], from, to);
}

function routeOf({ address, arguments: route }: Resource): RouteModel {
  const block = ipv4Block(route['destination_cidr_block']);
  if (route['nat_gateway_id'] !== undefined) return { block, way: 'NAT gateway' };
  if (String(route['gateway_id']).includes('aws_internet_gateway')) return { block, way: 'internet gateway' };
  const others = ['vpc_peering_connection_id', 'transit_gateway_id', 'gateway_id', 'network_interface_id'];
  if (others.some((argument) => route[argument] !== undefined)) return { block, way: 'peer' };
  throw new Error(`${address} leads to something that cannot be read`);
}

const openSubnet = (tier: string, block: Ipv4Block): SubnetModel => {
  const open: readonly AclRule[] = [{ block: everywhere, ports: PortSet.all, allow: true }];
  return {
    name: tier,
    tier,
    block,
    givesPublicAddresses: false,
    routes: [{ block: everywhere, way: 'internet gateway' }],
    hasS3Endpoint: false,
    ingress: open,
    egress: open,
  };
};
