import { ElasticacheUser } from '#aws/elasticache-user';
import { ElasticacheUserGroup } from '#aws/elasticache-user-group';
import { Construct } from 'constructs';

export interface CacheUsersProps {
  /** Begins the ids of users and group: `gnar-staging`. */
  readonly prefix: string;
}

/** Unlike Redis it wants no user `default` in a group, which would be one more to switch off. */
export const ENGINE = 'valkey';

/** What gear puts before every key (`REDIS_KEY_PREFIX`, default). */
const KEYS = '~gnar:*';

/**
 * What the services do to our keys: read, write, transactions, scripts. Nothing that Redis calls dangerous (FLUSHALL, KEYS,
 * CONFIG …) but INFO, with which a client learns that the server has loaded its data. No channels: nothing is published.
 */
export const SERVICE_ACCESS = [
  'on',
  KEYS,
  'resetchannels',
  '-@all',
  '+@read',
  '+@write',
  '+@connection',
  '+@transaction',
  '+@scripting',
  '-@dangerous',
  '+info',
].join(' ');

/**
 * Who may use the cache. The services' user is made for IAM, which none of our roles is allowed to use: until `infra:up` gives it
 * the password from Parameter Store (`aws elasticache modify-user`), no client can log in, and no password is ever in Terraform's
 * state. What infra:up did is then left alone.
 */
export class CacheUsers extends Construct {
  readonly groupId: string;
  /** Also the name to log in with: IAM wants both to be equal. */
  readonly serviceUserId: string;

  constructor(scope: Construct, id: string, { prefix }: CacheUsersProps) {
    super(scope, id);
    const service = new ElasticacheUser(this, 'service', {
      userId: `${prefix}-service`,
      userName: `${prefix}-service`,
      engine: ENGINE,
      accessString: SERVICE_ACCESS,
      authenticationMode: { type: 'iam' },
      lifecycle: { ignoreChanges: ['authentication_mode'] },
    });
    service.overrideLogicalId(`${id}-service`);
    const group = new ElasticacheUserGroup(this, 'group', {
      userGroupId: `${prefix}-cache`,
      engine: ENGINE,
      userIds: [service.userId],
    });
    group.overrideLogicalId(id);
    this.groupId = group.userGroupId;
    this.serviceUserId = service.userId;
  }
}
