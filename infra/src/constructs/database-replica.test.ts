import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { DatabaseReplica } from './database-replica.ts';
import { Postgres } from './postgres.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const common = {
  keyArn,
  securityGroupId: 'sg-database',
  instanceClass: 'db.m7g.large',
  logDays: 30,
};
const system = synthesisedConstruct((stack) => {
  const source = new Postgres(stack, 'postgres', {
    ...common,
    identifier: 'gnar-test-postgres',
    region: 'eu-west-1',
    accountId: '111122223333',
    subnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
    storageGb: 100,
    maxStorageGb: 200,
    multiZone: true,
    backupDays: 30,
    hasReplicas: true,
  });
  new DatabaseReplica(stack, 'postgres-replica-1', {
    ...common,
    identifier: 'gnar-test-postgres-replica-1',
    source,
  });
});
const replica = system.one('aws_db_instance', 'postgres-replica-1').arguments;

describe('a replica of the database', () => {
  it('follows its source, with its size and its parameters: TLS is forced there too', () => {
    expect(replica).toMatchObject({
      replicate_source_db: '${aws_db_instance.postgres.identifier}',
      instance_class: 'db.m7g.large',
      max_allocated_storage: 200,
      parameter_group_name: '${aws_db_parameter_group.postgres.name}',
      ca_cert_identifier: 'rds-ca-rsa2048-g1',
    });
  });

  it('is encrypted with the key of its source', () => {
    expect(system.one('aws_db_instance', 'postgres').arguments['kms_key_id']).toBe(keyArn);
    expect(replica['storage_encrypted']).toBe(true);
    // Within one region RDS takes it from the source, and refuses a request that names it.
    expect(replica).not.toHaveProperty('kms_key_id');
  });

  it('is private, in the subnets of its source', () => {
    expect(replica).toMatchObject({ publicly_accessible: false, vpc_security_group_ids: ['sg-database'] });
    // RDS puts it there itself, and refuses a subnet group within one region.
    expect(replica).not.toHaveProperty('db_subnet_group_name');
  });

  it('has no password of its own', () => {
    for (const name of ['password', 'password_wo', 'manage_master_user_password', 'username']) {
      expect(replica).not.toHaveProperty(name);
    }
  });

  it('is watched as its source is, encrypted', () => {
    expect(replica).toMatchObject({
      performance_insights_enabled: true,
      performance_insights_kms_key_id: keyArn,
      monitoring_interval: 60,
      monitoring_role_arn: '${aws_iam_role.database-monitoring.arn}',
    });
  });

  it('writes its log to a group that is encrypted, ends, and is there before it', () => {
    expect(system.one('aws_cloudwatch_log_group', 'postgres-replica-1').arguments).toMatchObject({
      name: '/aws/rds/instance/gnar-test-postgres-replica-1/postgresql',
      kms_key_id: keyArn,
      retention_in_days: 30,
    });
    expect(replica['enabled_cloudwatch_logs_exports']).toEqual(['postgresql']);
    expect(replica['depends_on']).toEqual(['aws_cloudwatch_log_group.postgres-replica-1']);
  });
});
