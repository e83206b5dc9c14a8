import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { Postgres, type PostgresProps } from './postgres.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const made = (props: Partial<PostgresProps> = {}) =>
  synthesisedConstruct(
    (stack) =>
      new Postgres(stack, 'postgres', {
        identifier: 'gnar-test-postgres',
        region: 'eu-west-1',
        accountId: '111122223333',
        keyArn,
        subnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
        securityGroupId: 'sg-database',
        instanceClass: 'db.t4g.micro',
        storageGb: 20,
        maxStorageGb: 40,
        multiZone: false,
        backupDays: 7,
        logDays: 30,
        ...props,
      }),
  );
const instance = (props: Partial<PostgresProps> = {}) => made(props).one('aws_db_instance').arguments;
const parameter = (name: string): string | undefined => {
  const all: readonly { name: string; value: string }[] =
    made().one('aws_db_parameter_group').arguments['parameter'];
  return all.find((one) => one.name === name)?.value;
};

describe('the database', () => {
  it('is encrypted with the key of the environment', () => {
    expect(instance()).toMatchObject({ storage_encrypted: true, kms_key_id: keyArn });
  });

  it('is private: no public address, and subnets without a way out', () => {
    const system = made();
    expect(instance()).toMatchObject({
      publicly_accessible: false,
      vpc_security_group_ids: ['sg-database'],
      db_subnet_group_name: '${aws_db_subnet_group.postgres.name}',
    });
    expect(system.one('aws_db_subnet_group').arguments['subnet_ids']).toEqual([
      'subnet-isolated-a',
      'subnet-isolated-b',
    ]);
  });

  it('refuses connections without TLS 1.2', () => {
    expect(instance()['parameter_group_name']).toBe('${aws_db_parameter_group.postgres.name}');
    expect(parameter('rds.force_ssl')).toBe('1');
    expect(parameter('ssl_min_protocol_version')).toBe('TLSv1.2');
  });

  it('has a certificate of the authority that clients know', () => {
    expect(instance()['ca_cert_identifier']).toBe('rds-ca-rsa2048-g1');
  });

  it('keeps and asks for passwords as SCRAM only', () => {
    expect(parameter('password_encryption')).toBe('scram-sha-256');
    expect(parameter('rds.accepted_password_auth_method')).toBe('scram');
  });

  it('logs slow statements', () => {
    expect(parameter('log_min_duration_statement')).toBe('500');
  });

  it('logs no value of a statement and no row of an error, so no address and no token', () => {
    expect(parameter('log_parameter_max_length')).toBe('0');
    expect(parameter('log_parameter_max_length_on_error')).toBe('0');
    expect(parameter('log_error_verbosity')).toBe('terse');
  });

  it('has backups for as long as it was asked, and keeps them when it is gone', () => {
    expect(instance({ backupDays: 30 })).toMatchObject({
      backup_retention_period: 30,
      delete_automated_backups: false,
      copy_tags_to_snapshot: true,
    });
  });

  it('cannot be deleted by mistake, neither by Terraform nor by AWS', () => {
    expect(instance()).toMatchObject({ deletion_protection: true, lifecycle: { prevent_destroy: true } });
  });

  it('leaves a last snapshot of a stable name', () => {
    expect(instance()).toMatchObject({
      skip_final_snapshot: false,
      final_snapshot_identifier: 'gnar-test-postgres-final',
    });
  });

  it('is pinned to a major version, and takes minor ones by itself', () => {
    expect(instance()).toMatchObject({
      engine: 'postgres',
      engine_version: '18',
      auto_minor_version_upgrade: true,
      allow_major_version_upgrade: false,
    });
    expect(made().one('aws_db_parameter_group').arguments['family']).toBe('postgres18');
  });

  it('does not back up and change at the same time', () => {
    expect(instance()).toMatchObject({
      backup_window: '02:00-03:00',
      maintenance_window: 'sun:03:30-sun:04:30',
    });
  });

  it('is as large as it was asked, and grows by itself', () => {
    expect(instance({ instanceClass: 'db.m7g.large', storageGb: 100, maxStorageGb: 1000 })).toMatchObject({
      instance_class: 'db.m7g.large',
      storage_type: 'gp3',
      allocated_storage: 100,
      max_allocated_storage: 1000,
    });
    expect(instance({ storageGb: 40, maxStorageGb: 40 })['max_allocated_storage']).toBe(0);
  });

  it('explains before synthesis that storage grows by a tenth or not at all', () => {
    expect(() => made({ storageGb: 100, maxStorageGb: 105 })).toThrow('databaseMaxStorageGb is 100');
    expect(() => made({ storageGb: 100, maxStorageGb: 99 })).toThrow('110 or more');
    expect(instance({ storageGb: 20, maxStorageGb: 22 })['max_allocated_storage']).toBe(22);
  });

  it.each([true, false])('has a second zone when it was asked: %s', (multiZone) => {
    expect(instance({ multiZone })['multi_az']).toBe(multiZone);
  });

  it('shows what it is busy with, encrypted', () => {
    expect(instance()).toMatchObject({
      performance_insights_enabled: true,
      performance_insights_kms_key_id: keyArn,
      performance_insights_retention_period: 7,
      monitoring_interval: 60,
      monitoring_role_arn: '${aws_iam_role.database-monitoring.arn}',
    });
  });

  it('writes its logs to groups that are encrypted, end, and are there before it', () => {
    const groups = made({ logDays: 90 }).all('aws_cloudwatch_log_group');
    expect(instance()['enabled_cloudwatch_logs_exports']).toEqual(['postgresql', 'upgrade']);
    expect(groups.map(({ arguments: { name } }): string => name)).toEqual([
      '/aws/rds/instance/gnar-test-postgres/postgresql',
      '/aws/rds/instance/gnar-test-postgres/upgrade',
    ]);
    for (const group of groups) {
      expect(group.arguments).toMatchObject({ kms_key_id: keyArn, retention_in_days: 90 });
      expect(instance()['depends_on']).toContain(`aws_cloudwatch_log_group.${group.id}`);
    }
  });
});

describe('the password of the database’s owner', () => {
  it('is made, kept and renewed by RDS, encrypted with the key of the environment', () => {
    expect(instance()).toMatchObject({
      username: 'gnar_owner',
      manage_master_user_password: true,
      master_user_secret_kms_key_id: keyArn,
    });
  });

  it('is never an argument that Terraform keeps', () => {
    expect(instance()).not.toHaveProperty('password');
    expect(instance()).not.toHaveProperty('password_wo');
  });
});

describe('the role of the database’s monitoring', () => {
  const statements = (id: string): readonly Record<string, unknown>[] =>
    made().one('data.aws_iam_policy_document', id).arguments['statement'];

  it('is for RDS only, and for our instances only', () => {
    expect(statements('database-monitoring-trust')).toEqual([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: ['monitoring.rds.amazonaws.com'] }],
        condition: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] },
          {
            test: 'ArnLike',
            variable: 'aws:SourceArn',
            values: ['arn:aws:rds:eu-west-1:111122223333:db:gnar-test-postgres*'],
          },
        ],
      },
    ]);
  });

  it('writes to the one log group of such numbers', () => {
    const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:RDSOSMetrics';
    expect(statements('database-monitoring')).toEqual([
      { actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: [group, `${group}:*`] },
      {
        actions: [
          'logs:CreateLogStream',
          'logs:DescribeLogStreams',
          'logs:GetLogEvents',
          'logs:PutLogEvents',
        ],
        resources: [`${group}:log-stream:*`],
      },
    ]);
  });
});
