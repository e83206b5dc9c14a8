import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { DatabaseProxy } from './database-proxy.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const ownerSecretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:owner';
const system = synthesisedConstruct(
  (stack) =>
    new DatabaseProxy(stack, 'database-proxy', {
      name: 'gnar-test-postgres-proxy',
      region: 'eu-west-1',
      keyArn,
      databaseIdentifier: 'gnar-test-postgres',
      subnetIds: ['subnet-isolated-a', 'subnet-isolated-b'],
      securityGroupId: 'sg-database',
      ownerSecretArn,
      serviceUsername: 'gnar_service',
      logDays: 30,
    }),
);
const proxy = system.one('aws_db_proxy').arguments;
const secretArns = [ownerSecretArn, '${aws_secretsmanager_secret.database-proxy-service.arn}'];

describe('the proxy of the database', () => {
  it('refuses connections without TLS', () => {
    expect(proxy).toMatchObject({ engine_family: 'POSTGRESQL', require_tls: true });
  });

  it('is private: subnets without a way out, and the database’s own group', () => {
    expect(proxy).toMatchObject({
      vpc_subnet_ids: ['subnet-isolated-a', 'subnet-isolated-b'],
      vpc_security_group_ids: ['sg-database'],
    });
  });

  it('leads to the database', () => {
    expect(system.one('aws_db_proxy_target').arguments).toMatchObject({
      db_proxy_name: '${aws_db_proxy.database-proxy.name}',
      db_instance_identifier: 'gnar-test-postgres',
    });
  });

  it('leaves connections for who goes around it', () => {
    const pool = system.one('aws_db_proxy_default_target_group').arguments['connection_pool_config'];
    expect(pool['max_connections_percent']).toBeLessThan(100);
  });

  it('lets in its two users, with passwords as SCRAM only', () => {
    expect(proxy['auth']).toEqual(
      secretArns.map((secret_arn) => ({
        auth_scheme: 'SECRETS',
        client_password_auth_type: 'POSTGRES_SCRAM_SHA_256',
        iam_auth: 'DISABLED',
        secret_arn,
      })),
    );
  });

  it('has a secret for the services that is encrypted and has no value from Terraform', () => {
    expect(system.one('aws_secretsmanager_secret').arguments).toMatchObject({
      name: 'gnar-test-postgres-proxy-service',
      kms_key_id: keyArn,
    });
    expect(system.all('aws_secretsmanager_secret_version')).toEqual([]);
  });

  it('reads these two secrets and decrypts with one key, by way of Secrets Manager only', () => {
    expect(system.one('data.aws_iam_policy_document', 'database-proxy').arguments['statement']).toEqual([
      { actions: ['secretsmanager:GetSecretValue'], resources: secretArns },
      {
        actions: ['kms:Decrypt'],
        resources: [keyArn],
        condition: [
          {
            test: 'StringEquals',
            variable: 'kms:ViaService',
            values: ['secretsmanager.eu-west-1.amazonaws.com'],
          },
        ],
      },
    ]);
    expect(proxy['role_arn']).toBe('${aws_iam_role.database-proxy.arn}');
    expect(system.all('aws_iam_role_policy')).toHaveLength(1);
    expect(system.all('aws_iam_role_policy_attachment')).toEqual([]);
  });

  it('has a role for RDS only', () => {
    expect(system.one('data.aws_iam_policy_document', 'database-proxy-trust').arguments['statement']).toEqual(
      [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['rds.amazonaws.com'] }],
        },
      ],
    );
  });

  it('writes no statement to its log, which is encrypted, ends, and is there before it', () => {
    expect(proxy).toMatchObject({
      debug_logging: false,
      depends_on: ['aws_cloudwatch_log_group.database-proxy', 'aws_iam_role_policy.database-proxy'],
    });
    expect(system.one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: '/aws/rds/proxy/gnar-test-postgres-proxy',
      kms_key_id: keyArn,
      retention_in_days: 30,
    });
  });
});
