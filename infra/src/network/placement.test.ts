import { describe, expect, it } from '@jest/globals';
import { type ExampleNetwork, exampleNetworks, reachabilityIn } from '../testing/example-networks.ts';
import { type Resource, type Synthesised, synthesised } from '../testing/synthesised.ts';
import { synthesisedNetwork } from '../testing/synthesised-network.ts';

// The checker supposes who is where and in which group. Here it is held against what the other stacks make of it.

const own = ['free-tier', 'small', 'production', 'nat none'] as const satisfies readonly ExampleNetwork[];

/** What the references of an argument lead to: `vpc-isolated-a`, `group-database`. */
function idsIn(system: Synthesised, { stack }: Resource, references: unknown): string[] {
  const list: readonly unknown[] = [references].flat();
  return list
    .map((reference) => system.follow(stack, reference)?.resource.id ?? String(reference))
    .toSorted();
}

const three = (tier: string): string[] => ['a', 'b', 'c'].map((zone) => `vpc-${tier}-${zone}`);

describe.each(own)('in an environment with the network of %s', (name) => {
  const environment = exampleNetworks[name];
  const system = synthesised(environment);
  const everyOne = (type: string, argument: string): string[][] =>
    system.all(type).map((resource) => idsIn(system, resource, resource.arguments[argument]));

  it('the database stands in isolated subnets, in its group, without a public address', () => {
    expect(everyOne('aws_db_subnet_group', 'subnet_ids')).toEqual([three('isolated')]);
    const databases = system.all('aws_db_instance');
    expect(databases.length).toBeGreaterThan(0);
    for (const database of databases) {
      expect(idsIn(system, database, database.arguments['vpc_security_group_ids'])).toEqual([
        'group-database',
      ]);
      expect(database.arguments['publicly_accessible']).toBe(false);
    }
  });

  it('the cache, where AWS runs it, stands in isolated subnets, in its group', () => {
    const caches = environment.features.cache === 'elasticache' ? 1 : 0;
    expect(everyOne('aws_elasticache_subnet_group', 'subnet_ids')).toEqual(
      Array(caches).fill(three('isolated')),
    );
    expect(everyOne('aws_elasticache_replication_group', 'security_group_ids')).toEqual(
      Array(caches).fill(['group-cache']),
    );
  });

  it('the load balancer, where there is one, stands in public subnets, in its group, and is the only one', () => {
    const balancers = environment.features.loadBalancer === 'none' ? 0 : 1;
    expect(everyOne('aws_lb', 'subnets')).toEqual(Array(balancers).fill(three('public')));
    expect(everyOne('aws_lb', 'security_groups')).toEqual(Array(balancers).fill(['group-load-balancer']));
  });

  it('nodes that Terraform makes stand in private subnets', () => {
    const groups = environment.features.cluster === 'eks' ? 1 : 0;
    expect(everyOne('aws_eks_node_group', 'subnet_ids')).toEqual(Array(groups).fill(three('private')));
    expect(everyOne('aws_instance', 'subnet_id')).toEqual([]);
  });

  it('and are in the group of the workload alone', () => {
    const groups = system
      .all('aws_launch_template')
      .map((template) =>
        idsIn(system, template, template.arguments['network_interfaces'][0].security_groups),
      );
    const nodes = environment.features.cluster === 'eks' ? 1 : 0;
    expect(groups).toEqual(Array(nodes).fill(['group-workload']));
  });

  it('no other stack adds anything that decides who reaches whom', () => {
    const deciding =
      /^aws_(?:security_group|vpc_security_group|network_acl|route|subnet|vpc|nat_gateway|internet_gateway)/;
    const elsewhere = system.resources.filter(
      ({ type, stack }) =>
        deciding.test(type) && !stack.endsWith('-network') && !type.startsWith('aws_route53'),
    );
    expect(elsewhere.map(({ address }) => address)).toEqual([]);
  });

  it('who can reach whom is the same with all stacks together as in the table', () => {
    expect(reachabilityIn(environment, system)).toEqual(
      reachabilityIn(environment, synthesisedNetwork(environment)),
    );
  });
});
