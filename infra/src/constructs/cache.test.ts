import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { Cache, type CacheProps } from './cache.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const made = (props: Partial<CacheProps> = {}) =>
  synthesisedConstruct(
    (stack) =>
      new Cache(stack, 'cache', {
        prefix: 'gnar-test',
        nodeType: 'cache.t4g.micro',
        nodes: 1,
        keyArn,
        subnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
        securityGroupId: 'sg-cache',
        logDays: 30,
        ...props,
      }),
  );
const group = (props: Partial<CacheProps> = {}) =>
  made(props).one('aws_elasticache_replication_group').arguments;

describe('the cache', () => {
  it('refuses connections without TLS', () => {
    expect(group()).toMatchObject({
      transit_encryption_enabled: true,
      transit_encryption_mode: 'required',
    });
  });

  it('is encrypted at rest with the key of the environment', () => {
    expect(group()).toMatchObject({ at_rest_encryption_enabled: 'true', kms_key_id: keyArn });
  });

  it('is private: subnets without a way out, and a group of its own', () => {
    expect(group()).toMatchObject({
      subnet_group_name: '${aws_elasticache_subnet_group.cache.name}',
      security_group_ids: ['sg-cache'],
    });
    expect(made().one('aws_elasticache_subnet_group').arguments['subnet_ids']).toEqual([
      'subnet-isolated-a',
      'subnet-isolated-b',
    ]);
  });

  it('knows its users, and has no password that Terraform would keep', () => {
    expect(group()['user_group_ids']).toEqual(['${aws_elasticache_user_group.cache.user_group_id}']);
    expect(group()).not.toHaveProperty('auth_token');
  });

  it('throws out what would expire next when memory is full, and nothing that stays', () => {
    const parameters = made().one('aws_elasticache_parameter_group').arguments;
    expect(group()['parameter_group_name']).toBe('${aws_elasticache_parameter_group.cache.name}');
    expect(parameters['parameter']).toEqual([{ name: 'maxmemory-policy', value: 'volatile-ttl' }]);
  });

  it('has a last day to go back to, and takes minor versions by itself', () => {
    expect(group()).toMatchObject({
      snapshot_retention_limit: 1,
      auto_minor_version_upgrade: 'true',
    });
  });

  it('tells its slow commands to a log that is encrypted and ends', () => {
    expect(group()['log_delivery_configuration']).toEqual([
      {
        log_type: 'slow-log',
        log_format: 'json',
        destination_type: 'cloudwatch-logs',
        destination: '${aws_cloudwatch_log_group.cache.name}',
      },
    ]);
    expect(made().one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: '/aws/vendedlogs/elasticache/gnar-test-cache/slow-log',
      kms_key_id: keyArn,
      retention_in_days: 30,
    });
  });

  it('is Valkey 8, with parameters of its family', () => {
    expect(group()).toMatchObject({ engine: 'valkey', engine_version: '8.2' });
    expect(made().one('aws_elasticache_parameter_group').arguments).toMatchObject({ family: 'valkey8' });
  });

  it('fails over to another zone as soon as it has two nodes', () => {
    expect(group({ nodes: 1 })).toMatchObject({
      num_cache_clusters: 1,
      automatic_failover_enabled: false,
      multi_az_enabled: false,
    });
    expect(group({ nodes: 3 })).toMatchObject({
      num_cache_clusters: 3,
      automatic_failover_enabled: true,
      multi_az_enabled: true,
    });
  });
});

describe('a user of the cache', () => {
  const services = () => made().one('aws_elasticache_user', 'cache-service').arguments;

  it('cannot log in before infra:up gives it a password, which Terraform then leaves alone', () => {
    expect(services()).toMatchObject({
      user_id: 'gnar-test-service',
      user_name: 'gnar-test-service',
      authentication_mode: { type: 'iam' },
      lifecycle: { ignore_changes: ['authentication_mode'] },
    });
    for (const name of ['passwords', 'no_password_required']) expect(services()).not.toHaveProperty(name);
  });

  const words = (): readonly string[] => {
    const access: string = services()['access_string'];
    return access.split(' ');
  };

  it('reaches our keys only', () => {
    expect(words().filter((word) => /[~&%]/.test(word))).toEqual(['~gnar:*']);
  });

  it('starts from nothing, and has no dangerous command but INFO', () => {
    expect(words()).not.toContain('+@all');
    expect(words().indexOf('-@all')).toBeLessThan(words().findIndex((word) => word.startsWith('+')));
    expect(words().slice(words().indexOf('-@dangerous') + 1)).toEqual(['+info']);
  });

  it('is alone in its group', () => {
    expect(made().one('aws_elasticache_user_group').arguments).toMatchObject({
      engine: 'valkey',
      user_ids: ['${aws_elasticache_user.cache-service.user_id}'],
    });
  });
});
