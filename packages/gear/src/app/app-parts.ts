import type { Argon2 } from '../argon2/argon2.ts';
import type { Database } from '../database/database.ts';
import type { Jwt } from '../jwt/jwt.ts';
import type { Mailer } from '../mailer/mailer.ts';
import type { Outbox } from '../jobs/outbox.ts';
import type { RateLimits } from '../rate-limit/rate-limits.ts';
import type { Redis } from '../redis/create-redis.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Queues } from '../queues/queues.ts';
import { PartOffError } from './part-off-error.ts';

/** The parts of an app; each is there once its step has run and only where it is on. */
export interface Parts {
  argon2: Argon2;
  database: Database;
  jwt: Jwt;
  mailer: Mailer;
  outbox: Outbox;
  rateLimits: RateLimits;
  redis: Redis;
  sessions: Sessions;
  sqs: Queues;
}

const howToSwitchOn: Readonly<Record<keyof Parts, string>> = {
  argon2: 'it is there once the app starts',
  database: 'remove the option `noDb` and put gearSchema({ database: true }) into its config',
  jwt: 'remove the option `noJwt` and put gearSchema({ jwt: true }) into its config',
  mailer: 'put gearSchema({ ses: true }) into its config',
  outbox: 'it needs the database: remove the option `noDb`',
  rateLimits: 'they are there once the app starts',
  redis: 'put gearSchema({ redis: true }) into its config, or set REDIS_ENDPOINT',
  sessions: 'they need the database and JWT: remove the options `noDb` and `noJwt`',
  sqs: 'put gearSchema({ sqs: true }) into its config, or set SQS_REGION_NAME',
};

/** What an app offers to a service. The getter of a part that is off throws an error that says how to switch it on. */
export class AppParts {
  /** Filled by the steps; a subclass that replaces a step puts its own part here. */
  protected readonly parts: Partial<Parts> = {};

  get argon2(): Parts['argon2'] {
    return partOf(this.parts, 'argon2');
  }

  get database(): Parts['database'] {
    return partOf(this.parts, 'database');
  }

  get redis(): Parts['redis'] {
    return partOf(this.parts, 'redis');
  }

  get jwt(): Parts['jwt'] {
    return partOf(this.parts, 'jwt');
  }

  get sessions(): Parts['sessions'] {
    return partOf(this.parts, 'sessions');
  }

  get mailer(): Parts['mailer'] {
    return partOf(this.parts, 'mailer');
  }

  get sqs(): Parts['sqs'] {
    return partOf(this.parts, 'sqs');
  }

  get outbox(): Parts['outbox'] {
    return partOf(this.parts, 'outbox');
  }

  get rateLimits(): Parts['rateLimits'] {
    return partOf(this.parts, 'rateLimits');
  }
}

function partOf<Name extends keyof Parts>(parts: Partial<Parts>, name: Name): Parts[Name] {
  const part = parts[name];
  if (part === undefined) throw new PartOffError(name, howToSwitchOn[name]);
  return part;
}
