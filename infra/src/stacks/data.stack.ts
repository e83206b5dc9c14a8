import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { Cache } from '../constructs/cache.ts';
import { DatabaseProxy } from '../constructs/database-proxy.ts';
import { DatabaseReplica } from '../constructs/database-replica.ts';
import { DATABASE_NAME, Postgres } from '../constructs/postgres.ts';
import { GnarStack } from './gnar-stack.ts';

export interface DataStackProps {
  readonly keyArn: string;
  readonly vpcId: string;
  readonly isolatedSubnetIds: readonly string[];
  readonly databaseGroupId: string;
  readonly cacheGroupId: string;
}

/** What the services log in as; the migrations make the role itself. */
const SERVICE_ROLE = 'gnar_service';

/** What must not be lost, and what may: Postgres, and the cache. */
export class DataStack extends GnarStack {
  /** `DBInstanceIdentifier`; replicas add `-replica-1`, `-replica-2` … to it. */
  readonly databaseIdentifier: string;
  /** The secret of the schema's owner: `{ "username", "password" }`. */
  readonly ownerSecretArn: string;
  /** `ReplicationGroupId`; none when the cluster brings its own cache. */
  readonly cacheId: string | undefined;

  constructor(scope: Construct, environment: Environment, props: DataStackProps) {
    super(scope, 'data', environment);
    const database = this.database(props);
    this.databaseIdentifier = database.identifier;
    this.ownerSecretArn = database.ownerSecretArn;
    const proxy = environment.features.databaseProxy ? this.proxy(props, database) : undefined;
    const replicas = this.replicas(props, database);

    this.publish('PG_ENDPOINT', proxy?.endpoint ?? database.endpoint);
    this.publish('PG_DATABASE', DATABASE_NAME);
    this.publish('PG_USERNAME', SERVICE_ROLE);
    this.publish('PG_OWNER_SECRET_ARN', database.ownerSecretArn);
    this.publish('PG_TLS', 'true');
    if (proxy) {
      // For migrations: a proxy would answer for a password that only it still knows, and holds a session that locks.
      this.publish('PG_DIRECT_ENDPOINT', database.endpoint);
      this.publish('PG_SERVICE_SECRET_ARN', proxy.serviceSecretArn);
    }
    if (replicas.length > 0) {
      this.publish('PG_READER_ENDPOINTS', replicas.map(({ endpoint }) => endpoint).join(','));
    }
    this.cacheId = this.cache(props);
  }

  private database(props: DataStackProps): Postgres {
    const { region, features } = this.environment;
    return new Postgres(this, 'postgres', {
      identifier: `${this.prefix}-postgres`,
      region,
      accountId: new DataAwsCallerIdentity(this, 'account').accountId,
      keyArn: props.keyArn,
      subnetIds: props.isolatedSubnetIds,
      securityGroupId: props.databaseGroupId,
      instanceClass: features.databaseInstanceClass,
      storageGb: features.databaseStorageGb,
      maxStorageGb: features.databaseMaxStorageGb,
      multiZone: features.databaseMultiZone,
      backupDays: features.backupDays,
      logDays: features.logDays,
      hasReplicas: features.databaseReplicas > 0,
    });
  }

  private proxy(props: DataStackProps, database: Postgres): DatabaseProxy {
    const { region, features } = this.environment;
    return new DatabaseProxy(this, 'database-proxy', {
      name: `${this.prefix}-postgres-proxy`,
      region,
      keyArn: props.keyArn,
      databaseIdentifier: database.identifier,
      subnetIds: props.isolatedSubnetIds,
      securityGroupId: props.databaseGroupId,
      ownerSecretArn: database.ownerSecretArn,
      serviceUsername: SERVICE_ROLE,
      logDays: features.logDays,
    });
  }

  private replicas(props: DataStackProps, source: Postgres): readonly DatabaseReplica[] {
    const { features } = this.environment;
    const numbers = Array.from({ length: features.databaseReplicas }, (_, index) => index + 1);
    return numbers.map(
      (number) =>
        new DatabaseReplica(this, `postgres-replica-${number}`, {
          identifier: `${this.prefix}-postgres-replica-${number}`,
          source,
          instanceClass: features.databaseInstanceClass,
          keyArn: props.keyArn,
          securityGroupId: props.databaseGroupId,
          logDays: features.logDays,
        }),
    );
  }

  private cache(props: DataStackProps): string | undefined {
    const { features } = this.environment;
    if (features.cache === 'in-cluster') {
      // The Service that the Kubernetes overlay brings; its traffic never leaves the cluster.
      this.publish('REDIS_ENDPOINT', 'valkey:6379');
      this.publish('REDIS_TLS', 'false');
      return undefined;
    }
    const cache = new Cache(this, 'cache', {
      prefix: this.prefix,
      engine: features.cacheEngine,
      nodeType: features.cacheNodeType,
      nodes: features.cacheNodes,
      keyArn: props.keyArn,
      subnetIds: props.isolatedSubnetIds,
      securityGroupId: props.cacheGroupId,
      logDays: features.logDays,
    });
    this.publish('REDIS_ENDPOINT', cache.endpoint);
    this.publish('REDIS_USERNAME', cache.users.serviceUserId);
    this.publish('REDIS_USER_ID', cache.users.serviceUserId);
    this.publish('REDIS_TLS', 'true');
    return cache.id;
  }
}
