import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { DbInstance } from '#aws/db-instance';
import { Construct } from 'constructs';
import { CERTIFICATE_AUTHORITY, observation, type Postgres } from './postgres.ts';

export interface DatabaseReplicaProps {
  /** `DBInstanceIdentifier`, at most 63 characters. */
  readonly identifier: string;
  /** What it follows, with `hasReplicas`: its subnets, parameters, owner and storage are the source's. */
  readonly source: Postgres;
  /** Such as `db.m7g.large`. Smaller than the source's it would fall behind. */
  readonly instanceClass: string;
  /** Encrypts Performance Insights and the log; the storage has the source's key. */
  readonly keyArn: string;
  readonly securityGroupId: string;
  /** Days that CloudWatch keeps its log. */
  readonly logDays: number;
}

/**
 * A copy of the database in the same region that answers reads, a moment late. It holds nothing of its own, so unlike its source
 * it may be destroyed; it is as private and encrypted as its source.
 */
export class DatabaseReplica extends Construct {
  /** host:port */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, props: DatabaseReplicaProps) {
    super(scope, id);
    const { identifier, source, keyArn } = props;
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/rds/instance/${identifier}/postgresql`,
      retentionInDays: props.logDays,
      kmsKeyId: keyArn,
    });
    log.overrideLogicalId(id);
    const instance = new DbInstance(this, 'instance', {
      identifier,
      replicateSourceDb: source.identifier,
      instanceClass: props.instanceClass,
      storageType: 'gp3',
      // The source's, or it would stop following when the source has grown.
      maxAllocatedStorage: source.growsToGb,
      // With the source's key: within a region RDS takes no other, and refuses even to be told the same.
      storageEncrypted: true,
      parameterGroupName: source.parameterGroupName,
      caCertIdentifier: CERTIFICATE_AUTHORITY,
      vpcSecurityGroupIds: [props.securityGroupId],
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      // Postgres has no last snapshot of a replica.
      skipFinalSnapshot: true,
      ...observation(keyArn, source.monitoringRoleArn),
      enabledCloudwatchLogsExports: ['postgresql'],
      dependsOn: [log],
    });
    instance.overrideLogicalId(id);
    this.endpoint = instance.endpoint;
  }
}
