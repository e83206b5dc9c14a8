import { describe, expect, it } from '@jest/globals';
import { type ExampleNetwork, exampleNetworks, reachabilityIn } from '../testing/example-networks.ts';
import type { Reachability } from '../testing/reachability.ts';
import { Synthesised, type TerraformDocument } from '../testing/synthesised.ts';
import { synthesisedNetwork } from '../testing/synthesised-network.ts';

type Resources = Record<string, Record<string, Record<string, unknown>>>;

interface Intact {
  readonly documents: ReadonlyMap<string, TerraformDocument>;
  readonly found: readonly string[];
}

const known = new Map<ExampleNetwork, Intact>();

/** A network as it should be; computed once. */
function intact(name: ExampleNetwork): Intact {
  const before = known.get(name);
  if (before !== undefined) return before;
  const system = synthesisedNetwork(exampleNetworks[name]);
  const found = findings(reachabilityIn(exampleNetworks[name], system));
  known.set(name, { documents: system.documents, found });
  return { documents: system.documents, found };
}

/** What a change in the documents changes in the answer: `+ internet → database: 5432`. */
function effectOf(name: ExampleNetwork, change: (resources: Resources) => void): string[] {
  const { documents, found: before } = intact(name);
  const broken = [...documents].map(([stack, document]) => [stack, changed(document, change)] as const);
  const after = findings(reachabilityIn(exampleNetworks[name], new Synthesised(new Map(broken))));
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}

function changed(document: TerraformDocument, change: (resources: Resources) => void): TerraformDocument {
  const resource: Resources = JSON.parse(JSON.stringify(document.resource));
  change(resource);
  return { ...document, resource };
}

function findings({ arrows, waysOut, publicAddresses }: Reachability): string[] {
  return [
    ...arrows,
    ...waysOut.map((line) => `way out: ${line}`),
    ...publicAddresses.map((line) => `public addresses: ${line}`),
  ];
}

/** Sets or adds arguments of a resource. */
function set(resources: Resources, type: string, id: string, values: Record<string, unknown>): void {
  const ofType = (resources[type] ??= {});
  ofType[id] = { ...ofType[id], ...values };
}

function remove(resources: Resources, type: string, id: string): void {
  const ofType = Object.entries(resources[type] ?? {});
  const rest = ofType.filter(([name]) => name !== id);
  if (rest.length === ofType.length) throw new Error(`there is no ${type}.${id}`);
  resources[type] = Object.fromEntries(rest);
}

const INGRESS = 'aws_vpc_security_group_ingress_rule';
const EGRESS = 'aws_vpc_security_group_egress_rule';
const idOf = (type: string, id: string): string => `\${${type}.${id}.id}`;
const database = { security_group_id: idOf('aws_security_group', 'group-database') };
const cache = { security_group_id: idOf('aws_security_group', 'group-cache') };
const workload = { security_group_id: idOf('aws_security_group', 'group-workload') };
const postgres = { ip_protocol: 'tcp', from_port: 5432, to_port: 5432 };
const isolatedTable = { route_table_id: idOf('aws_route_table', 'vpc-isolated-table') };
const world = '0.0.0.0/0';

describe('the checker names what a mistake in the security groups opens', () => {
  it('the database opened to all addresses: every neighbour that routes and lists let through, and not the internet', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, INGRESS, 'mistake', { ...database, ...postgres, cidr_ipv4: world });
    });
    expect(effect).toEqual([
      '+ anything in isolated → database: 5432',
      '+ anything in private → database: 5432',
    ]);
  });

  it('the workload opened to all addresses where it is in public subnets', () => {
    const effect = effectOf('free-tier', (resources) => {
      const ssh = { ip_protocol: 'tcp', from_port: 8080, to_port: 8080 };
      set(resources, INGRESS, 'mistake', { ...workload, ...ssh, cidr_ipv4: world });
    });
    expect(effect).toContain('+ internet → workload: 80, 443, 8080');
  });

  it('SSH opened to the world: the access list still refuses it there', () => {
    const effect = effectOf('free-tier', (resources) => {
      const ssh = { ip_protocol: 'tcp', from_port: 22, to_port: 22 };
      set(resources, INGRESS, 'mistake', { ...workload, ...ssh, cidr_ipv4: world });
    });
    expect(effect.filter((line) => line.includes('internet'))).toEqual([]);
    expect(effect).toContain('+ anything in private → workload: 22, 80, 443');
  });

  const cacheForTheLoadBalancer = (resources: Resources): void => {
    const group = idOf('aws_security_group', 'group-load-balancer');
    const redis = { ip_protocol: 'tcp', from_port: 6379, to_port: 6379 };
    const own = { ...redis, referenced_security_group_id: cache.security_group_id };
    set(resources, INGRESS, 'mistake', { ...cache, ...redis, referenced_security_group_id: group });
    set(resources, EGRESS, 'mistake', { ...own, security_group_id: group });
  };

  it('the load balancer let into the cache: that one arrow', () => {
    expect(effectOf('existing VPC', cacheForTheLoadBalancer)).toEqual(['+ load balancer → cache: 6379']);
  });

  it('the same where the list of the isolated subnets does not know the public ones: nothing', () => {
    expect(effectOf('small', cacheForTheLoadBalancer)).toEqual([]);
  });

  it("another owner's group let into the database: by its id", () => {
    const effect = effectOf('existing VPC', (resources) => {
      set(resources, INGRESS, 'mistake', {
        ...database,
        ...postgres,
        referenced_security_group_id: 'sg-0123456789abcdef0',
      });
    });
    expect(effect).toContain('+ sg-0123456789abcdef0 → database: 5432');
  });

  it('the database let out: to no address, because routes and lists hold; where they are not ours, to the world', () => {
    const letOut = (resources: Resources): void => {
      set(resources, EGRESS, 'mistake', { ...database, ip_protocol: '-1', cidr_ipv4: world });
    };
    expect(effectOf('small', letOut)).toEqual([]);
    expect(effectOf('existing VPC', letOut)).toEqual([
      '+ database → internet: all',
      '+ database → load balancer: 80, 443',
    ]);
  });

  it('a range of clients let to the load balancer on one more port: only these', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, INGRESS, 'mistake', {
        security_group_id: idOf('aws_security_group', 'group-load-balancer'),
        ip_protocol: 'tcp',
        from_port: 8443,
        to_port: 8443,
        cidr_ipv4: '203.0.113.0/24',
      });
    });
    expect(effect).toContain('+ internet at 203.0.113.0 → load balancer: 80, 443, 8443');
    expect(effect).toContain('+ internet at 203.0.114.0 → load balancer: 80, 443');
  });

  it('a new group that may speak to the database: by its name', () => {
    const group = idOf('aws_security_group', 'group-debug');
    const effect = effectOf('small', (resources) => {
      set(resources, 'aws_security_group', 'group-debug', {});
      set(resources, INGRESS, 'mistake', { ...database, ...postgres, referenced_security_group_id: group });
      set(resources, EGRESS, 'mistake', { security_group_id: group, ip_protocol: '-1', cidr_ipv4: world });
    });
    expect(effect.filter((line) => line.includes('→ database'))).toEqual([
      '+ debug in isolated-a → database: 5432',
      '+ debug in isolated-b → database: 5432',
      '+ debug in isolated-c → database: 5432',
      '+ debug in private-a → database: 5432',
      '+ debug in private-b → database: 5432',
      '+ debug in private-c → database: 5432',
    ]);
  });
});

describe('the checker names what a mistake in the routes opens', () => {
  it('a default route for isolated subnets: the way out, though lists and groups still hold', () => {
    const effect = effectOf('production', (resources) => {
      const gateway = idOf('aws_internet_gateway', 'vpc-internet');
      set(resources, 'aws_route', 'mistake', {
        ...isolatedTable,
        destination_cidr_block: world,
        gateway_id: gateway,
      });
    });
    expect(effect).toEqual(['+ way out: isolated → internet gateway']);
  });

  it('one isolated subnet on the table of a private one: that subnet', () => {
    const effect = effectOf('production', (resources) => {
      set(resources, 'aws_route_table_association', 'vpc-isolated-b-routes', {
        route_table_id: idOf('aws_route_table', 'vpc-private-b-table'),
      });
    });
    expect(effect).toEqual(['+ way out: isolated-b → NAT gateway']);
  });

  it('a peered network that the private subnets route to: it reaches strangers there, and none of ours', () => {
    const effect = effectOf('nat none', (resources) => {
      set(resources, 'aws_route', 'mistake', {
        route_table_id: idOf('aws_route_table', 'vpc-private-a-table'),
        destination_cidr_block: '10.99.0.0/16',
        vpc_peering_connection_id: 'pcx-0a1b2c3d',
      });
    });
    expect(effect).toEqual([
      '+ anything in private in private-a → peered network: 0–65535, udp 0–65535',
      '+ peered network → anything in private in private-a: 1024–65535, udp 1024–65535',
      '+ way out: private-a → peer',
    ]);
  });

  it('public addresses in private subnets', () => {
    const effect = effectOf('production', (resources) => {
      for (const zone of ['a', 'b', 'c']) {
        set(resources, 'aws_subnet', `vpc-private-${zone}`, { map_public_ip_on_launch: true });
      }
    });
    expect(effect).toEqual(['+ public addresses: private']);
  });

  it('S3 taken from one table: the workload of that zone no longer reaches it', () => {
    const effect = effectOf('nat none', (resources) => {
      const tables = ['public', 'private-a', 'private-b'];
      set(resources, 'aws_vpc_endpoint', 'endpoint-s3', {
        route_table_ids: tables.map((table) => idOf('aws_route_table', `vpc-${table}-table`)),
      });
    });
    expect(effect).toEqual([
      '- workload → S3: 443',
      '+ workload in private-a → S3: 443',
      '+ workload in private-b → S3: 443',
    ]);
  });
});

describe('the checker names what a mistake in the access lists opens', () => {
  const list = { network_acl_id: idOf('aws_network_acl', 'access-list-isolated') };
  const allow = { egress: false, rule_number: 50, rule_action: 'allow', protocol: '-1', cidr_block: world };

  it('the list of the isolated subnets widened: to every neighbour', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, 'aws_network_acl_rule', 'mistake', { ...list, ...allow });
    });
    expect(effect).toEqual([
      '- anything in isolated → anything in private: 1024–65535 (answers to 5432, 6379 only)',
      '- anything in private → anything in isolated: 5432, 6379',
      '+ anything in isolated → anything in private: 1024–65535',
      '+ anything in private → anything in isolated: 0–65535',
    ]);
  });

  it('a refusal that stands before the door: the arrow is gone', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, 'aws_network_acl_rule', 'mistake', {
        ...list,
        ...allow,
        rule_action: 'deny',
        cidr_block: '10.20.64.0/19',
      });
    });
    expect(effect).toEqual(
      expect.arrayContaining([
        '- workload → database: 5432',
        '+ workload in private-a → database: 5432',
        '+ workload in private-b → database: 5432',
        '- workload → cache: 6379',
      ]),
    );
    expect(effect.join('\n')).not.toContain('workload in private-c → database');
  });

  it('a refusal that stands behind the door: nothing', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, 'aws_network_acl_rule', 'mistake', {
        ...list,
        ...allow,
        rule_action: 'deny',
        rule_number: 900,
      });
    });
    expect(effect).toEqual([]);
  });

  it('answers forgotten: no connection comes about', () => {
    const effect = effectOf('small', (resources) => {
      remove(resources, 'aws_network_acl_rule', 'access-list-isolated-out-answers');
    });
    expect(effect).toEqual(
      expect.arrayContaining(['- workload → cache: 6379', '- workload → database: 5432']),
    );
    expect(effect.filter((line) => line.startsWith('+'))).toEqual([]);
  });

  it('answers to a part of the ports: a connection that only sometimes works', () => {
    const effect = effectOf('small', (resources) => {
      set(resources, 'aws_network_acl_rule', 'access-list-isolated-out-answers', { from_port: 49_152 });
    });
    expect(effect).toContain('+ workload → database: 5432 (answers to 49152–65535 only)');
  });

  it('node ports closed to the clients that the load balancer passes on', () => {
    const effect = effectOf('small', (resources) => {
      remove(resources, 'aws_network_acl_rule', 'access-list-private-in-answers');
    });
    expect(effect).toContain('- load balancer → workload: 30080, 30443');
    expect(effect).toContain('- workload → internet: 443');
  });
});

describe('the checker refuses to answer rather than overlook', () => {
  it.each([
    ['rules within a group', 'aws_security_group', 'group-database', { ingress: [{}] }, 'group-database'],
    [
      'rules within a list',
      'aws_network_acl',
      'access-list-isolated',
      { egress: [{}] },
      'access-list-isolated',
    ],
    ['routes within a table', 'aws_route_table', 'vpc-isolated-table', { route: [{}] }, 'vpc-isolated-table'],
    ['old rules', 'aws_security_group_rule', 'mistake', {}, 'aws_security_group_rule.mistake'],
    ['IPv6', 'aws_vpc', 'vpc-network', { assign_generated_ipv6_cidr_block: true }, 'vpc-network'],
    ['IPv6 peers', INGRESS, 'mistake', { ...database, ...postgres, cidr_ipv6: '::/0' }, 'names a peer'],
    ['protocols', INGRESS, 'mistake', { ...database, cidr_ipv4: world, ip_protocol: '47' }, 'protocol 47'],
  ])('%s', (_what, type, id, values, message) => {
    expect(() => effectOf('small', (resources) => set(resources, type, id, values))).toThrow(message);
  });
});
