import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { ElasticacheParameterGroup } from '#aws/elasticache-parameter-group';
import { ElasticacheReplicationGroup } from '#aws/elasticache-replication-group';
import { ElasticacheSubnetGroup } from '#aws/elasticache-subnet-group';
import { Construct } from 'constructs';
import { ports } from '../network/ports.ts';
import { CacheUsers, ENGINE } from './cache-users.ts';

export interface CacheProps {
  /** Begins every name: `gnar-staging`, of which ElastiCache takes 34 characters. */
  readonly prefix: string;
  /** Such as `cache.t4g.micro`. */
  readonly nodeType: string;
  /** 1 to 6; from two on the others stand in other zones, and one takes over within a minute. */
  readonly nodes: number;
  /** Encrypts what is on disk (snapshots, swap) and the log. */
  readonly keyArn: string;
  /** Subnets without a way out, in two zones or more. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** Days that CloudWatch keeps the log of slow commands. */
  readonly logDays: number;
}

/** The newest that ElastiCache has in all regions; minor versions come in the maintenance window. */
const VERSION = '8.2';
const FAMILY = 'valkey8';

/** One day: all that is lost with the cache is made again or expires within it. */
const SNAPSHOT_DAYS = 1;
/** UTC, beside the database's and not at the same time. */
const SNAPSHOT_WINDOW = '03:00-04:00';
const MAINTENANCE_WINDOW = 'sun:05:00-sun:06:00';

/**
 * When memory is full, what would expire next goes first. Everything of ours expires: a session's copy after a minute (Postgres
 * knows it), a budget's window after ten, the mark of an ended session two minutes after its last token (docs/adr/0012), a secret
 * message after an hour, the count of failed log-ins after a week. So an attacker who fills the memory throws out copies, not the
 * marks and counts that slow them down, as the least-recently-used would; and with `noeviction` a full cache would refuse the
 * mark that a log-out leaves.
 */
const EVICTION = 'volatile-ttl';

/** Valkey that speaks only TLS, knows who is asking, and is reached from inside only. */
export class Cache extends Construct {
  readonly id: string;
  /** host:port of the node that takes writes, whichever that is. */
  readonly endpoint: string;
  readonly users: CacheUsers;

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const { nodes, keyArn } = props;
    const name = `${props.prefix}-cache`;
    this.users = new CacheUsers(this, id, { prefix: props.prefix });
    const group = new ElasticacheReplicationGroup(this, 'group', {
      replicationGroupId: name,
      description: 'Sessions, rate limits and what is kept for an hour at most',
      engine: ENGINE,
      engineVersion: VERSION,
      nodeType: props.nodeType,
      numCacheClusters: nodes,
      automaticFailoverEnabled: nodes > 1,
      multiAzEnabled: nodes > 1,
      port: ports.cache,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: 'true',
      kmsKeyId: keyArn,
      userGroupIds: [this.users.groupId],
      subnetGroupName: this.subnetGroup(id, name, props.subnetIds),
      securityGroupIds: [props.securityGroupId],
      parameterGroupName: this.parameterGroup(id, name),
      snapshotRetentionLimit: SNAPSHOT_DAYS,
      snapshotWindow: SNAPSHOT_WINDOW,
      maintenanceWindow: MAINTENANCE_WINDOW,
      autoMinorVersionUpgrade: 'true',
      logDeliveryConfiguration: [
        {
          logType: 'slow-log',
          logFormat: 'json',
          destinationType: 'cloudwatch-logs',
          destination: this.slowLog(id, props),
        },
      ],
    });
    group.overrideLogicalId(id);
    this.id = group.replicationGroupId;
    this.endpoint = `${group.primaryEndpointAddress}:${ports.cache}`;
  }

  private subnetGroup(id: string, name: string, subnetIds: readonly string[]): string {
    const group = new ElasticacheSubnetGroup(this, 'subnets', {
      name,
      description: 'Subnets without a way out',
      subnetIds: [...subnetIds],
    });
    group.overrideLogicalId(id);
    return group.name;
  }

  private parameterGroup(id: string, name: string): string {
    const group = new ElasticacheParameterGroup(this, 'parameters', {
      name: `${name}-${FAMILY}`,
      family: FAMILY,
      description: 'What goes first when memory is full',
      parameter: [{ name: 'maxmemory-policy', value: EVICTION }],
      lifecycle: { createBeforeDestroy: true },
    });
    group.overrideLogicalId(id);
    return group.name;
  }

  /** Under `vendedlogs`, where one policy of the account serves all and does not run full (CloudWatch Logs user guide). */
  private slowLog(id: string, { prefix, logDays, keyArn }: CacheProps): string {
    const group = new CloudwatchLogGroup(this, 'slow-log', {
      name: `/aws/vendedlogs/elasticache/${prefix}-cache/slow-log`,
      retentionInDays: logDays,
      kmsKeyId: keyArn,
    });
    group.overrideLogicalId(id);
    return group.name;
  }
}
