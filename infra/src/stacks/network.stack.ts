import type { Construct } from 'constructs';
import type { Environment, ExistingVpc } from '../config.ts';
import { FlowLogs } from '../constructs/flow-logs.ts';
import { NetworkAcls } from '../constructs/network-acls.ts';
import { SecurityGroups } from '../constructs/security-groups.ts';
import { VpcEndpoints } from '../constructs/vpc-endpoints.ts';
import { Vpc } from '../constructs/vpc.ts';
import { clusterNameOf } from '../naming.ts';
import type { Tier } from '../network/cidr-plan.ts';
import { endpointServices } from '../network/endpoint-services.ts';
import { nodeTier } from '../network/node-tier.ts';
import { GnarStack } from './gnar-stack.ts';

export interface NetworkStackProps {
  /** Encrypts the flow logs. */
  readonly keyArn: string;
}

/** The ids of a network, ours or an existing one. */
interface Places {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly isolatedSubnetIds: readonly string[];
  /** Where it is ours. */
  readonly own?: Vpc;
}

/** A network of our own, or one that is there already; and in either the security groups of everything we put there. */
export class NetworkStack extends GnarStack {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly isolatedSubnetIds: readonly string[];
  /** Undefined where the one node takes the traffic itself. */
  readonly loadBalancerGroupId: string | undefined;
  readonly workloadGroupId: string;
  readonly databaseGroupId: string;
  readonly cacheGroupId: string;

  constructor(scope: Construct, environment: Environment, { keyArn }: NetworkStackProps) {
    super(scope, 'network', environment);
    const { existingVpc } = environment;
    const places = existingVpc === undefined ? this.ownNetwork(keyArn) : placesOf(existingVpc);
    const groups = this.groups(places.vpcId);
    if (places.own !== undefined) this.endpoints(places.own, groups);

    this.vpcId = places.vpcId;
    this.vpcCidr = places.vpcCidr;
    this.publicSubnetIds = places.publicSubnetIds;
    this.privateSubnetIds = places.privateSubnetIds;
    this.isolatedSubnetIds = places.isolatedSubnetIds;
    this.loadBalancerGroupId = groups.loadBalancer?.id;
    this.workloadGroupId = groups.workload.id;
    this.databaseGroupId = groups.database.id;
    this.cacheGroupId = groups.cache.id;
  }

  private ownNetwork(keyArn: string): Places {
    const { environment, prefix } = this;
    const { region, features } = environment;
    const tier = nodeTier(environment);
    const own = new Vpc(this, 'vpc', {
      prefix,
      region,
      cidr: environment.cidr,
      nat: features.nat,
      clusterName: clusterNameOf(environment),
      publicAddresses: tier === 'public',
    });
    new NetworkAcls(this, 'access-list', { prefix, network: own, nodeTier: tier });
    const vpcId = own.vpc.id;
    new FlowLogs(this, 'flow-logs', { prefix, region, vpcId, keyArn, days: features.logDays });
    const idsOf = (name: Tier): string[] => own.subnets[name].map(({ id }) => id);
    return {
      own,
      vpcId,
      vpcCidr: environment.cidr,
      publicSubnetIds: idsOf('public'),
      privateSubnetIds: idsOf('private'),
      isolatedSubnetIds: idsOf('isolated'),
    };
  }

  private groups(vpcId: string): SecurityGroups {
    const { features, existingVpc } = this.environment;
    return new SecurityGroups(this, 'group', {
      prefix: this.prefix,
      vpcId,
      loadBalancer: features.loadBalancer !== 'none',
      endpoints: features.interfaceEndpoints && existingVpc === undefined,
      internet:
        existingVpc !== undefined || features.nat !== 'none' || nodeTier(this.environment) === 'public',
    });
  }

  private endpoints(network: Vpc, groups: SecurityGroups): void {
    const { s3 } = new VpcEndpoints(this, 'endpoint', {
      prefix: this.prefix,
      region: this.environment.region,
      vpcId: network.vpc.id,
      routeTableIds: network.connectedRouteTables.map(({ id }) => id),
      subnetIds: network.subnets.private.map(({ id }) => id),
      securityGroupId: groups.endpoints?.id,
      services: endpointServices(this.environment.features, this.prefix),
    });
    groups.allowS3(s3.prefixListId);
  }
}

const placesOf = ({ id, cidr, ...subnets }: ExistingVpc): Places => ({
  vpcId: id,
  vpcCidr: cidr,
  ...subnets,
});
