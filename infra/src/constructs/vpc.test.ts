import { describe, expect, it } from '@jest/globals';
import { type Resource, synthesisedConstruct } from '../testing/synthesised.ts';
import { Vpc, type VpcProps } from './vpc.ts';

const props: VpcProps = {
  prefix: 'gnar-test',
  region: 'eu-west-1',
  cidr: '10.20.0.0/16',
  nat: 'per-zone',
  clusterName: 'gnar-test',
  publicAddresses: false,
};

const built = (overrides: Partial<VpcProps> = {}) =>
  synthesisedConstruct((stack) => new Vpc(stack, 'vpc', { ...props, ...overrides }));

const ids = (resources: readonly Resource[]): string[] => resources.map(({ id }) => id).toSorted();

describe('a network', () => {
  it('answers names, as interface endpoints and the database need', () => {
    expect(built().one('aws_vpc').arguments).toMatchObject({
      cidr_block: '10.20.0.0/16',
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  it('has a public, a private and an isolated subnet in each of three zones', () => {
    const placed = built()
      .all('aws_subnet')
      .map(
        ({ arguments: { tags, availability_zone } }) => `${String(tags.Tier)} ${String(availability_zone)}`,
      );
    const tiers = ['public', 'private', 'isolated'];
    expect(placed.toSorted()).toEqual(
      tiers.flatMap((tier) => ['a', 'b', 'c'].map((zone) => `${tier} eu-west-1${zone}`)).toSorted(),
    );
  });

  it('tells the cluster where its load balancers may stand; isolated subnets are not among these', () => {
    const system = built({ clusterName: 'k8s.example.com' });
    const tagged = (tag: string) =>
      ids(system.all('aws_subnet').filter(({ arguments: { tags } }) => tags[tag] !== undefined));
    const of = (...tiers: string[]) =>
      tiers.flatMap((tier) => ['a', 'b', 'c'].map((zone) => `vpc-${tier}-${zone}`));
    expect(tagged('kubernetes.io/role/elb')).toEqual(of('public'));
    expect(tagged('kubernetes.io/role/internal-elb')).toEqual(of('private'));
    expect(tagged('kubernetes.io/cluster/k8s.example.com')).toEqual(of('private', 'public'));
  });

  it('gives no public addresses to what starts in it, unless nodes live in public subnets', () => {
    const giving = (publicAddresses: boolean) =>
      ids(
        built({ publicAddresses })
          .all('aws_subnet')
          .filter(({ arguments: subnet }) => subnet['map_public_ip_on_launch'] === true),
      );
    expect(giving(false)).toEqual([]);
    expect(giving(true)).toEqual(['vpc-public-a', 'vpc-public-b', 'vpc-public-c']);
  });

  it('sends the default route of each zone to the NAT gateway of the same zone', () => {
    const system = built({ nat: 'per-zone' });
    for (const zone of ['a', 'b', 'c']) {
      const route = system.one('aws_route', `vpc-private-${zone}-default`);
      const gateway = system.follow(route.stack, route.arguments['nat_gateway_id'])?.resource;
      expect(gateway?.id).toBe(`vpc-nat-${zone}`);
      expect(system.follow(route.stack, gateway?.arguments['subnet_id'])?.resource.id).toBe(
        `vpc-public-${zone}`,
      );
    }
  });

  it('shares one NAT gateway among the zones where one is asked for', () => {
    const system = built({ nat: 'one' });
    expect(ids(system.all('aws_nat_gateway'))).toEqual(['vpc-nat-a']);
    expect(system.all('aws_eip')).toHaveLength(1);
    const privateRoutes = system.all('aws_route').filter(({ arguments: route }) => route['nat_gateway_id']);
    expect(privateRoutes).toHaveLength(3);
  });

  it('has no NAT gateway, no address and no private default route where none is asked for', () => {
    const system = built({ nat: 'none' });
    expect(system.all('aws_nat_gateway')).toEqual([]);
    expect(system.all('aws_eip')).toEqual([]);
    expect(ids(system.all('aws_route'))).toEqual(['vpc-public-default']);
  });

  it('changes no more than what differs when a zone gets a NAT gateway of its own', () => {
    const [one, perZone] = [built({ nat: 'one' }), built({ nat: 'per-zone' })];
    const before = new Map(
      one.resources.map(({ address, arguments: values }) => [address, JSON.stringify(values)]),
    );
    const touched = perZone.resources
      .filter(({ address, arguments: values }) => before.get(address) !== JSON.stringify(values))
      .map(({ type, id }) => `${type}.${id}`);
    expect(touched.toSorted()).toEqual([
      'aws_eip.vpc-nat-b-address',
      'aws_eip.vpc-nat-c-address',
      'aws_nat_gateway.vpc-nat-b',
      'aws_nat_gateway.vpc-nat-c',
      'aws_route.vpc-private-b-default',
      'aws_route.vpc-private-c-default',
    ]);
    const after = new Set(perZone.resources.map(({ address }) => address));
    expect([...before.keys()].filter((address) => !after.has(address))).toEqual([]);
  });

  it('routes isolated subnets nowhere', () => {
    const system = built();
    const table = system.one('aws_route_table', 'vpc-isolated-table');
    const routes = system
      .all('aws_route')
      .filter((route) => system.follow(route.stack, route.arguments['route_table_id'])?.resource === table);
    expect(routes).toEqual([]);
    expect(table.arguments['route']).toBeUndefined();
  });
});
