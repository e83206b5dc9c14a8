import { describe, expect, it } from '@jest/globals';
import {
  effectOf,
  set,
  remove,
  INGRESS,
  idOf,
  database,
  postgres,
  isolatedTable,
  world,
} from '../testing/network-mistakes.ts';

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
