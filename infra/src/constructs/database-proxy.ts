import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { DbProxy } from '#aws/db-proxy';
import { DbProxyDefaultTargetGroup } from '#aws/db-proxy-default-target-group';
import { DbProxyTarget } from '#aws/db-proxy-target';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { SecretsmanagerSecret } from '#aws/secretsmanager-secret';
import { Construct } from 'constructs';
import { ports } from '../network/ports.ts';

export interface DatabaseProxyProps {
  /** Name of the proxy, its role and its log, at most 60 characters. */
  readonly name: string;
  readonly region: string;
  /** Decrypts the secrets, encrypts the log. */
  readonly keyArn: string;
  /** `DBInstanceIdentifier` of the instance that takes writes; a proxy cannot lead to replicas. */
  readonly databaseIdentifier: string;
  readonly subnetIds: readonly string[];
  /** The database's own: it has to let itself in, for the way from the proxy to the instance. */
  readonly securityGroupId: string;
  /** The secret of the schema's owner, who migrates through the proxy too. */
  readonly ownerSecretArn: string;
  /** The role in Postgres that the services log in as. */
  readonly serviceUsername: string;
  /** Days that CloudWatch keeps the proxy's log. */
  readonly logDays: number;
}

const RECOVERY_DAYS = 7;
/** Seconds: of gear's 6 for a statement (`statementTimeoutMs` in its database.ts) a wait for a connection may take most. */
const BORROW_SECONDS = 5;
/** Percent of the database's connections; the rest is for who goes around the proxy: a tunnel, a restore. */
const MAX_CONNECTIONS_PERCENT = 90;
/** Seconds, the default of RDS. Gear gives its idle connections up after 30. */
const IDLE_CLIENT_SECONDS = 1800;

/**
 * Keeps connections to the database, so that many pods need few and a failover is over sooner. Only TLS on both sides.
 *
 * How people log in. A proxy knows a password only from a secret in Secrets Manager; users without one it turns away, unless
 * they come with IAM tokens. IAM from end to end would need no secret at all, but a token lives for 15 minutes and every
 * client has to draw its own: the services, which read one password from their environment wherever they run, would
 * become different programs on AWS. So each of the two users has a secret:
 *
 * - the owner's, which the database has anyway;
 * - the services', made here *without a value*: Terraform would keep the value in its state. `npm run infra:up` puts
 *   in what it has put into Parameter Store (`{ "username": …, "password": … }`); until then the proxy answers, and lets
 *   no client in as that user. A change of the password is the same two writes and an `alter role`.
 *
 * The proxy's role reads these two secrets and decrypts with the environment's key, only by way of Secrets Manager.
 */
export class DatabaseProxy extends Construct {
  /** host:port */
  readonly endpoint: string;
  /** Waits for its value: see above. */
  readonly serviceSecretArn: string;

  constructor(scope: Construct, id: string, props: DatabaseProxyProps) {
    super(scope, id);
    const { name, keyArn } = props;
    const service = new SecretsmanagerSecret(this, 'service-secret', {
      name: `${name}-service`,
      description: `Password of ${props.serviceUsername} for the database's proxy; its value comes from infra:up`,
      kmsKeyId: keyArn,
      recoveryWindowInDays: RECOVERY_DAYS,
    });
    service.overrideLogicalId(`${id}-service`);
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/rds/proxy/${name}`,
      retentionInDays: props.logDays,
      kmsKeyId: keyArn,
    });
    log.overrideLogicalId(id);
    const secretArns = [props.ownerSecretArn, service.arn];
    const { role, permissions } = this.role(id, props, secretArns);
    const proxy = new DbProxy(this, 'proxy', {
      name,
      engineFamily: 'POSTGRESQL',
      requireTls: true,
      // It would write statements, and values in them, to the log.
      debugLogging: false,
      idleClientTimeout: IDLE_CLIENT_SECONDS,
      roleArn: role.arn,
      vpcSubnetIds: [...props.subnetIds],
      vpcSecurityGroupIds: [props.securityGroupId],
      auth: secretArns.map((secretArn) => ({
        authScheme: 'SECRETS',
        clientPasswordAuthType: 'POSTGRES_SCRAM_SHA_256',
        iamAuth: 'DISABLED',
        secretArn,
      })),
      // The log would be made without a key, and the secrets could not be read, by a proxy that is there first.
      dependsOn: [log, permissions],
    });
    proxy.overrideLogicalId(id);
    this.target(id, proxy, props.databaseIdentifier);
    this.endpoint = `${proxy.endpoint}:${ports.database}`;
    this.serviceSecretArn = service.arn;
  }

  private target(id: string, proxy: DbProxy, dbInstanceIdentifier: string): void {
    const group = new DbProxyDefaultTargetGroup(this, 'targets', {
      dbProxyName: proxy.name,
      connectionPoolConfig: {
        maxConnectionsPercent: MAX_CONNECTIONS_PERCENT,
        maxIdleConnectionsPercent: 50,
        connectionBorrowTimeout: BORROW_SECONDS,
      },
    });
    group.overrideLogicalId(id);
    new DbProxyTarget(this, 'target', {
      dbProxyName: proxy.name,
      targetGroupName: group.name,
      dbInstanceIdentifier,
    }).overrideLogicalId(id);
  }

  private role(id: string, { name, region, keyArn }: DatabaseProxyProps, secretArns: readonly string[]) {
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          // Without conditions: RDS documents none that a proxy would fulfil. The caller who hands the role over needs iam:PassRole.
          principals: [{ type: 'Service', identifiers: ['rds.amazonaws.com'] }],
        },
      ],
    });
    trust.overrideLogicalId(`${id}-trust`);
    const role = new IamRole(this, 'role', {
      name,
      description: 'RDS Proxy: the passwords of its two users',
      assumeRolePolicy: trust.json,
    });
    role.overrideLogicalId(id);
    const policy = new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        { actions: ['secretsmanager:GetSecretValue'], resources: [...secretArns] },
        {
          actions: ['kms:Decrypt'],
          resources: [keyArn],
          condition: [
            {
              test: 'StringEquals',
              variable: 'kms:ViaService',
              values: [`secretsmanager.${region}.amazonaws.com`],
            },
          ],
        },
      ],
    });
    policy.overrideLogicalId(id);
    const permissions = new IamRolePolicy(this, 'role-policy', {
      name: 'read-passwords',
      role: role.name,
      policy: policy.json,
    });
    permissions.overrideLogicalId(id);
    return { role, permissions };
  }
}
