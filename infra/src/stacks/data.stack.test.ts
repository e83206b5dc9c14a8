import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised, synthesised } from '../testing/synthesised.ts';
import { DataStack } from './data.stack.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const isolatedSubnetIds = ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'];

function made(overrides: Partial<EnvironmentInput> = {}) {
  const stack = new DataStack(createApp(), environmentWith(overrides), {
    keyArn,
    vpcId: 'vpc-1',
    isolatedSubnetIds,
    databaseGroupId: 'sg-database',
    cacheGroupId: 'sg-cache',
  });
  stack.prepareStack();
  return { stack, system: new Synthesised(new Map([[stack.node.id, stack.toTerraform()]])) };
}
function published(overrides: Partial<EnvironmentInput> = {}): Record<string, unknown> {
  const outputs = made(overrides).system.documents.get('test-data')?.output ?? {};
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

const everySize: readonly Partial<EnvironmentInput>[] = [
  { size: 'free-tier' },
  { size: 'small' },
  { size: 'production' },
  { size: 'small', features: { cacheNodes: 2 } },
  { size: 'small', features: { cache: 'in-cluster' } },
];

describe.each(everySize)('data of %j', (overrides) => {
  const { system } = made(overrides);

  it('encrypts all that is kept with the key of the environment', () => {
    for (const { arguments: instance } of system.all('aws_db_instance')) {
      expect(instance).toMatchObject({ storage_encrypted: true, kms_key_id: keyArn });
    }
    const kept = ['aws_elasticache_replication_group', 'aws_cloudwatch_log_group'].flatMap((type) =>
      system.all(type),
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const one of kept) expect(one.arguments).toMatchObject({ kms_key_id: keyArn });
  });

  it('has no instance with a public address', () => {
    for (const { arguments: instance } of system.all('aws_db_instance')) {
      expect(instance['publicly_accessible']).toBe(false);
    }
  });

  it('stands in the isolated subnets, and nowhere else', () => {
    const groups = [
      ...system.all('aws_db_subnet_group').map((one): string[] => one.arguments['subnet_ids']),
      ...system.all('aws_elasticache_subnet_group').map((one): string[] => one.arguments['subnet_ids']),
    ];
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) expect(group).toEqual(isolatedSubnetIds);
  });

  it('gives Terraform no password to keep', () => {
    const kept = ['password', 'passwords', 'auth_token', 'secret_string', 'secret_binary'];
    for (const { arguments: given } of system.resources) {
      for (const name of kept) expect(given).not.toHaveProperty(name);
      for (const [name, value] of Object.entries(given)) {
        // A write-only argument is sent and forgotten; only an ephemeral value may be in it, or it would be in the plan.
        if (name.endsWith('_wo')) expect(value).toContain('ephemeral.');
        else
          expect(JSON.stringify(value)).not.toMatch(
            /ephemeral\.aws_\w+\.[\w-]+\.(secret_string|random_password)/,
          );
      }
    }
  });

  it('publishes where a secret is, never what it is', () => {
    const values = Object.values(published(overrides)).map(String);
    for (const value of values)
      expect(value).not.toMatch(/ephemeral|secret_string|random_password|auth_token/);
    expect(published(overrides)['GNAR_PG_OWNER_SECRET_ARN']).toMatch(/secret.*arn}$/);
  });

  it('names everything after the environment', () => {
    const named = ['identifier', 'name', 'replication_group_id', 'user_group_id', 'user_id'];
    const types = system.resources.filter(({ type }) => /^aws_(db|elasticache|secrets|iam_role$)/.test(type));
    const names = types.flatMap(({ arguments: given }): string[] =>
      named.map((name) => given[name]).filter(Boolean),
    );
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(name).toMatch(/^(gnar-test-|\$\{)/);
  });

  it('describes roles in characters that IAM takes', () => {
    for (const { arguments: role } of system.all('aws_iam_role')) {
      expect(role['description']).toMatch(/^[\t\n\r\x20-\x7e\xa1-\xff]*$/);
    }
  });
});

describe('data', () => {
  it('publishes what the services read', () => {
    expect(published()).toMatchObject({
      GNAR_PG_ENDPOINT: '${aws_db_instance.postgres.endpoint}',
      GNAR_PG_DATABASE: 'gnar',
      GNAR_PG_USERNAME: 'gnar_service',
      GNAR_PG_OWNER_SECRET_ARN: '${aws_db_instance.postgres.master_user_secret[0].secret_arn}',
      GNAR_PG_TLS: 'true',
      GNAR_REDIS_ENDPOINT: '${aws_elasticache_replication_group.cache.primary_endpoint_address}:6379',
      GNAR_REDIS_USERNAME: '${aws_elasticache_user.cache-service.user_id}',
      GNAR_REDIS_USER_ID: '${aws_elasticache_user.cache-service.user_id}',
      GNAR_REDIS_TLS: 'true',
    });
  });

  it('takes size, zones and backups from the environment', () => {
    const { system } = made({ size: 'production' });
    expect(system.one('aws_db_instance').arguments).toMatchObject({
      instance_class: 'db.m7g.large',
      allocated_storage: 100,
      max_allocated_storage: 1000,
      multi_az: true,
      backup_retention_period: 30,
    });
    expect(system.one('aws_elasticache_replication_group').arguments).toMatchObject({
      engine: 'valkey',
      node_type: 'cache.m7g.large',
      num_cache_clusters: 2,
    });
  });

  it('leaves the cache to the cluster when it is asked to: nothing of ElastiCache is made', () => {
    const { stack, system } = made({ features: { cache: 'in-cluster' } });
    expect(system.resources.filter(({ type }) => type.includes('elasticache'))).toEqual([]);
    expect(stack.cacheId).toBeUndefined();
    const outputs = published({ features: { cache: 'in-cluster' } });
    expect(outputs).toMatchObject({ GNAR_REDIS_ENDPOINT: 'valkey:6379', GNAR_REDIS_TLS: 'false' });
    expect(outputs).not.toHaveProperty('GNAR_REDIS_USER_ID');
  });

  it('is put into the isolated subnets of the environment, with the key of the environment', () => {
    const whole = synthesised(environmentWith({ size: 'production' }));
    const origin = (value: unknown) => whole.follow('test-data', value)?.resource;
    const { arguments: group } = whole.one('aws_db_subnet_group');
    const subnets: readonly unknown[] = group['subnet_ids'];
    expect(subnets).toHaveLength(3);
    for (const subnet of subnets) {
      expect(origin(subnet)?.type).toBe('aws_subnet');
      expect(origin(subnet)?.id).toContain('isolated');
    }
    expect(origin(whole.one('aws_db_instance', 'postgres').arguments['kms_key_id'])?.type).toBe(
      'aws_kms_key',
    );
    expect(origin(whole.one('aws_elasticache_replication_group').arguments['kms_key_id'])?.type).toBe(
      'aws_kms_key',
    );
  });
});
