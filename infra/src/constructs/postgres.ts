import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { DbInstance } from '#aws/db-instance';
import { DbParameterGroup } from '#aws/db-parameter-group';
import { DbSubnetGroup } from '#aws/db-subnet-group';
import { Construct } from 'constructs';
import { DatabaseMonitoringRole } from './database-monitoring-role.ts';
import { postgresParameters } from './postgres-parameters.ts';

export interface PostgresProps {
  /** `DBInstanceIdentifier`: lower-case letters, digits and hyphens, at most 63 characters. */
  readonly identifier: string;
  readonly region: string;
  readonly accountId: string;
  /** Encrypts storage, snapshots, the owner's password, Performance Insights and logs. */
  readonly keyArn: string;
  /** Subnets without a way out, in two zones or more. */
  readonly subnetIds: readonly string[];
  /** Lets in whom the database serves. */
  readonly securityGroupId: string;
  /** Such as `db.t4g.micro`. */
  readonly instanceClass: string;
  /** GiB to start with, 20 or more (gp3). */
  readonly storageGb: number;
  /** GiB up to which the storage grows by itself when less than a tenth is free: a tenth more than `storageGb`, or equal. */
  readonly maxStorageGb: number;
  /** A second instance in another zone that takes over within one or two minutes. */
  readonly multiZone: boolean;
  /** Days of point-in-time recovery, 1 to 35. */
  readonly backupDays: number;
  /** Days that CloudWatch keeps the database's log. */
  readonly logDays: number;
}

/**
 * The newest major version that RDS runs outside its preview environment (November 2026). Minor versions come by themselves in
 * the maintenance window; a major one is a decision: raise it here, and read what RDS says about upgrades first.
 */
export const POSTGRES_MAJOR = '18';
export const DATABASE_NAME = 'gnar';
/** Owns the schema and migrates it; no service runs as it (docs/security, 39). */
export const OWNER = 'gnar_owner';
/** The newest of RDS's authorities with keys that every client takes; valid until 2061. */
const CERTIFICATE_AUTHORITY = 'rds-ca-rsa2048-g1';
/** Seconds between two looks at the operating system: 60 is what CloudWatch's price makes reasonable. */
export const MONITORING_SECONDS = 60;
/** The free span of Performance Insights, which is Database Insights' `standard` mode since the summer of 2026. */
const INSIGHTS_DAYS = 7;
/** UTC: the quiet hours of Europe and the Americas. */
const BACKUP_WINDOW = '02:00-03:00';
const MAINTENANCE_WINDOW = 'sun:03:30-sun:04:30';

/** Postgres that speaks only TLS, is reached from inside only, and outlives mistakes: backups, deletion protection, a last snapshot. */
export class Postgres extends Construct {
  readonly identifier: string;
  /** host:port */
  readonly endpoint: string;
  readonly ownerSecretArn: string;

  /** @throws RangeError for storage that RDS would not let grow. */
  constructor(scope: Construct, id: string, props: PostgresProps) {
    super(scope, id);
    const { identifier, keyArn } = props;
    const monitoring = new DatabaseMonitoringRole(this, 'database-monitoring', {
      name: `${identifier}-monitoring`,
      region: props.region,
      accountId: props.accountId,
      identifierPrefix: identifier,
    });
    const parameters = this.parameterGroup(id, identifier);
    const instance = new DbInstance(this, 'instance', {
      identifier,
      engine: 'postgres',
      engineVersion: POSTGRES_MAJOR,
      instanceClass: props.instanceClass,
      dbName: DATABASE_NAME,
      username: OWNER,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: keyArn,
      parameterGroupName: parameters.name,
      caCertIdentifier: CERTIFICATE_AUTHORITY,
      multiAz: props.multiZone,
      ...storage(props),
      dbSubnetGroupName: this.subnetGroup(id, props).name,
      vpcSecurityGroupIds: [props.securityGroupId],
      publiclyAccessible: false,
      ...safety(props),
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      maintenanceWindow: MAINTENANCE_WINDOW,
      ...observation(keyArn, monitoring.arn),
      enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
      dependsOn: ['postgresql', 'upgrade'].map((log) => this.logGroup(id, log, props)),
      lifecycle: { preventDestroy: true },
    });
    instance.overrideLogicalId(id);

    this.identifier = instance.identifier;
    this.endpoint = instance.endpoint;
    this.ownerSecretArn = instance.masterUserSecret.get(0).secretArn;
  }

  private subnetGroup(id: string, { identifier, subnetIds }: PostgresProps): DbSubnetGroup {
    const group = new DbSubnetGroup(this, 'subnets', {
      name: identifier,
      description: 'Subnets without a way out',
      subnetIds: [...subnetIds],
    });
    group.overrideLogicalId(id);
    return group;
  }

  private parameterGroup(id: string, identifier: string): DbParameterGroup {
    const group = new DbParameterGroup(this, 'parameters', {
      // The version is part of the name: an upgrade needs both groups at the same time.
      name: `${identifier}-${POSTGRES_MAJOR}`,
      family: `postgres${POSTGRES_MAJOR}`,
      description: 'TLS and SCRAM only, slow statements without their values',
      parameter: [...postgresParameters],
      lifecycle: { createBeforeDestroy: true },
    });
    group.overrideLogicalId(id);
    return group;
  }

  /** RDS would make it by itself, unencrypted and for ever. */
  private logGroup(
    id: string,
    log: string,
    { identifier, logDays, keyArn }: PostgresProps,
  ): CloudwatchLogGroup {
    const group = new CloudwatchLogGroup(this, `log-${log}`, {
      name: `/aws/rds/instance/${identifier}/${log}`,
      retentionInDays: logDays,
      kmsKeyId: keyArn,
    });
    group.overrideLogicalId(`${id}-${log}`);
    return group;
  }
}

/** RDS takes 0 for "does not grow", and otherwise wants room for the smallest step, a tenth. */
function growsTo({ storageGb, maxStorageGb }: PostgresProps): number {
  if (maxStorageGb === storageGb) return 0;
  const least = Math.ceil((storageGb * 11) / 10);
  if (maxStorageGb < least) {
    throw new RangeError(
      `databaseMaxStorageGb is ${storageGb} (it stays as it is) or ${least} or more: RDS adds a tenth at least`,
    );
  }
  return maxStorageGb;
}

const storage = (props: PostgresProps) => ({
  storageType: 'gp3',
  allocatedStorage: props.storageGb,
  maxAllocatedStorage: growsTo(props),
  storageEncrypted: true,
  kmsKeyId: props.keyArn,
});

const safety = ({ identifier, backupDays }: PostgresProps) => ({
  backupRetentionPeriod: backupDays,
  backupWindow: BACKUP_WINDOW,
  copyTagsToSnapshot: true,
  deleteAutomatedBackups: false,
  deletionProtection: true,
  skipFinalSnapshot: false,
  finalSnapshotIdentifier: `${identifier}-final`,
});

/** What the instance lets us see. */
const observation = (keyArn: string, monitoringRoleArn: string) => ({
  performanceInsightsEnabled: true,
  performanceInsightsKmsKeyId: keyArn,
  performanceInsightsRetentionPeriod: INSIGHTS_DAYS,
  databaseInsightsMode: 'standard',
  monitoringInterval: MONITORING_SECONDS,
  monitoringRoleArn,
});
