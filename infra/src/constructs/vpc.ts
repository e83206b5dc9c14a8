import { Eip } from '#aws/eip';
import { InternetGateway } from '#aws/internet-gateway';
import { NatGateway } from '#aws/nat-gateway';
import { Route } from '#aws/route';
import { RouteTable } from '#aws/route-table';
import { RouteTableAssociation } from '#aws/route-table-association';
import { Subnet } from '#aws/subnet';
import { Vpc as AwsVpc } from '#aws/vpc';
import { Construct } from 'constructs';
import { type CidrPlan, cidrPlan, type Tier, type Zone, zones } from '../network/cidr-plan.ts';

const EVERYWHERE = '0.0.0.0/0';

export interface VpcProps {
  /** Begins every `Name` tag: `gnar-staging`. */
  readonly prefix: string;
  /** Its zones a, b and c are used: `eu-west-1`. */
  readonly region: string;
  /** A private /16 to /20; see `cidrPlan` for what lies where. */
  readonly cidr: string;
  /** Ways out of the private subnets: none, one in zone a that all share, or one per zone (each survives the loss of the others). */
  readonly nat: 'none' | 'one' | 'per-zone';
  /** The cluster that may put its load balancers into these subnets; written into tags that EKS and kops read. */
  readonly clusterName: string;
  /**
   * What starts in a public subnet gets a public address. True only where nodes live there; load balancers and NAT
   * gateways bring their own.
   */
  readonly publicAddresses: boolean;
}

/**
 * A network over three zones: public subnets behind an internet gateway, private ones behind NAT (or without a way out)
 * and isolated ones, whose routes never leave the network.
 */
export class Vpc extends Construct {
  readonly vpc: AwsVpc;
  /** What lies where. */
  readonly plan: CidrPlan;
  readonly subnets: Readonly<Record<Tier, readonly Subnet[]>>;
  /** Public, then private of each zone: everything that may have a way out of the network. */
  readonly connectedRouteTables: readonly RouteTable[];

  private readonly props: VpcProps;

  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    this.props = props;
    this.plan = cidrPlan(props.cidr);
    this.vpc = new AwsVpc(this, 'network', {
      cidrBlock: props.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: props.prefix },
    });
    const subnets = {
      public: zones.map((zone) => this.subnet('public', zone)),
      private: zones.map((zone) => this.subnet('private', zone)),
      isolated: zones.map((zone) => this.subnet('isolated', zone)),
    };
    this.subnets = subnets;
    const gateway = new InternetGateway(this, 'internet', {
      vpcId: this.vpc.id,
      tags: { Name: props.prefix },
    });
    const publicTable = this.publicRoutes(subnets.public, gateway);
    const privateTables = this.privateRoutes(subnets.private, this.natGateways(subnets.public, gateway));
    this.isolatedRoutes(subnets.isolated);
    this.connectedRouteTables = [publicTable, ...privateTables];
  }

  private subnet(tier: Tier, zone: Zone): Subnet {
    const { prefix, region, clusterName, publicAddresses } = this.props;
    const roles: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
      public: { 'kubernetes.io/role/elb': '1', [`kubernetes.io/cluster/${clusterName}`]: 'shared' },
      private: { 'kubernetes.io/role/internal-elb': '1', [`kubernetes.io/cluster/${clusterName}`]: 'shared' },
      isolated: {},
    };
    return new Subnet(this, `${tier}-${zone}`, {
      vpcId: this.vpc.id,
      availabilityZone: `${region}${zone}`,
      cidrBlock: this.plan[tier].subnets[zone],
      mapPublicIpOnLaunch: tier === 'public' && publicAddresses,
      tags: { Name: `${prefix}-${tier}-${zone}`, Tier: tier, ...roles[tier] },
    });
  }

  private publicRoutes(subnets: readonly Subnet[], gateway: InternetGateway): RouteTable {
    const table = this.table('public');
    new Route(this, 'public-default', {
      routeTableId: table.id,
      destinationCidrBlock: EVERYWHERE,
      gatewayId: gateway.id,
    });
    for (const [index, subnet] of subnets.entries()) this.associate('public', index, subnet, table);
    return table;
  }

  /** One table per zone, also where all share one way out: a second NAT gateway later changes one route. */
  private privateRoutes(subnets: readonly Subnet[], gateways: readonly NatGateway[]): RouteTable[] {
    return subnets.map((subnet, index) => {
      const zone = zones[index] ?? 'a';
      const table = this.table(`private-${zone}`);
      const gateway = gateways[index] ?? gateways[0];
      if (gateway !== undefined) {
        new Route(this, `private-${zone}-default`, {
          routeTableId: table.id,
          destinationCidrBlock: EVERYWHERE,
          natGatewayId: gateway.id,
        });
      }
      this.associate('private', index, subnet, table);
      return table;
    });
  }

  /** No route is added: a table has the network's own by itself. */
  private isolatedRoutes(subnets: readonly Subnet[]): void {
    const table = this.table('isolated');
    for (const [index, subnet] of subnets.entries()) this.associate('isolated', index, subnet, table);
  }

  private natGateways(publicSubnets: readonly Subnet[], internet: InternetGateway): NatGateway[] {
    const count = { none: 0, one: 1, 'per-zone': zones.length }[this.props.nat];
    return publicSubnets.slice(0, count).map((subnet, index) => {
      const name = `nat-${zones[index]}`;
      const tags = { Name: `${this.props.prefix}-${name}` };
      const address = new Eip(this, `${name}-address`, { domain: 'vpc', tags });
      return new NatGateway(this, name, {
        allocationId: address.allocationId,
        subnetId: subnet.id,
        // It has no way to the world before this one has, and Terraform cannot see that.
        dependsOn: [internet],
        tags,
      });
    });
  }

  private table(name: string): RouteTable {
    return new RouteTable(this, `${name}-table`, {
      vpcId: this.vpc.id,
      tags: { Name: `${this.props.prefix}-${name}` },
    });
  }

  private associate(tier: Tier, index: number, subnet: Subnet, table: RouteTable): void {
    new RouteTableAssociation(this, `${tier}-${zones[index]}-routes`, {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
  }
}
