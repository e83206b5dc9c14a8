import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { Cache } from '../constructs/cache.ts';
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
  /** `DBInstanceIdentifier` */
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
    this.publish('PG_ENDPOINT', database.endpoint);
    this.publish('PG_DATABASE', DATABASE_NAME);
    this.publish('PG_USERNAME', SERVICE_ROLE);
    this.publish('PG_OWNER_SECRET_ARN', database.ownerSecretArn);
    this.publish('PG_TLS', 'true');
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
    });
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
