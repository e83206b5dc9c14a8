import { type Ipv4Block, ipv4Block } from '../network/ipv4-block.ts';
import type {
  AclRule,
  GroupModel,
  GroupRule,
  NetworkModel,
  RouteModel,
  SubnetModel,
} from './network-model.ts';
import { PortSet } from './port-set.ts';
import type { Resource, Synthesised } from './synthesised.ts';

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
    const block = ipv4Block(text(this.synthesised.one('aws_vpc'), 'cidr_block'));
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
      tier: name.replace(/-[a-z]$/, ''),
      block: ipv4Block(text(subnet, 'cidr_block')),
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
      (a, b) => (number(a, 'rule_number') ?? 0) - (number(b, 'rule_number') ?? 0),
    );
    const direction = (egress: boolean): AclRule[] =>
      rules
        .filter((rule) => (rule.arguments['egress'] ?? false) === egress)
        .map((rule) => ({
          block: ipv4Block(text(rule, 'cidr_block')),
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
    if (has(rule, 'cidr_ipv4')) return { block: ipv4Block(text(rule, 'cidr_ipv4')) };
    if (has(rule, 'referenced_security_group_id')) {
      const referenced = this.target(rule, 'referenced_security_group_id');
      // What is no resource of ours is the id of a group that is not ours.
      const foreign = text(rule, 'referenced_security_group_id');
      return { group: referenced === undefined ? foreign : groupName(referenced) };
    }
    const endpoint = this.target(rule, 'prefix_list_id');
    if (endpoint !== undefined && text(endpoint, 'service_name').endsWith('.s3')) return { s3: true };
    throw new Error(`${rule.address} names a peer that cannot be read`);
  }

  private target({ stack, arguments: values }: Resource, argument: string): Resource | undefined {
    return this.synthesised.follow(stack, values[argument])?.resource;
  }

  private targets({ stack, arguments: values }: Resource, argument: string): (Resource | undefined)[] {
    const references: unknown = values[argument] ?? [];
    if (!Array.isArray(references)) throw new Error(`${argument} is no list`);
    return references.map((reference: unknown) => this.synthesised.follow(stack, reference)?.resource);
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
        this.synthesised.all(type).filter((one) => names.some((name) => has(one, name))),
      ),
      ...others.flatMap((type) => this.synthesised.all(type)),
    ];
    if (unread.length > 0) throw new Error(`cannot read ${unread.map(({ address }) => address).join(', ')}`);
  }
}

/** `gnar-staging-load-balancer` is the load balancer's. */
const groupName = (group: Resource): string => group.id.replace(/^group-/, '').replaceAll('-', ' ');

/** What a rule lets through. That a packet was too large (ICMP 3/4) is told about a connection and opens none. */
function portsOf(rule: Resource, protocolArgument: string): PortSet {
  const protocol = text(rule, protocolArgument);
  const from = number(rule, 'from_port') ?? number(rule, 'icmp_type');
  const to = number(rule, 'to_port') ?? number(rule, 'icmp_code');
  const tooLarge = protocol === 'icmp' && from === 3 && to === 4;
  return tooLarge ? PortSet.none : PortSet.of(protocol, from, to);
}

function routeOf(route: Resource): RouteModel {
  const block = ipv4Block(text(route, 'destination_cidr_block'));
  if (has(route, 'nat_gateway_id')) return { block, way: 'NAT gateway' };
  if (has(route, 'gateway_id') && text(route, 'gateway_id').includes('aws_internet_gateway')) {
    return { block, way: 'internet gateway' };
  }
  return { block, way: 'peer' };
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

const has = ({ arguments: values }: Resource, name: string): boolean => values[name] !== undefined;

function text({ address, arguments: values }: Resource, name: string): string {
  const value: unknown = values[name];
  if (typeof value !== 'string') throw new Error(`${address} has no ${name} that can be read`);
  return value;
}

function number({ address, arguments: values }: Resource, name: string): number | undefined {
  const value: unknown = values[name];
  if (value === undefined || typeof value === 'number') return value;
  throw new Error(`${address} has no ${name} that can be read`);
}
