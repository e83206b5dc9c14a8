import { describe, expect, it } from '@jest/globals';
import {
  effectOf,
  set,
  INGRESS,
  EGRESS,
  idOf,
  database,
  cache,
  workload,
  postgres,
  world,
  type Resources,
} from '../testing/network-mistakes.ts';

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
