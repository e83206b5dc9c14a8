import type { LodgeAddresses } from './lodge.types.ts';

/** The region every emulated AWS service is in. */
export const LODGE_REGION = 'us-east-1';

/** The emulators want signed requests and accept any key. */
const ACCESS_KEY = { id: 'lodge', secret: 'lodge' };

/**
 * The GNAR_… variables that point a service at a lodge, for those services that the lodge has. Captcha
 * stays off: it is on only where a GNAR_RECAPTCHA_SECRET_KEY is set, and none is set here.
 */
export function lodgeEnvironment(addresses: Partial<LodgeAddresses>): Record<string, string> {
  const { postgres, redis, sqs, ses, stubs } = addresses;
  return {
    ...(postgres && {
      GNAR_PG_ENDPOINT: `${postgres.host}:${postgres.port}`,
      GNAR_PG_DATABASE: postgres.database,
      GNAR_PG_USERNAME: postgres.service.username,
      GNAR_PG_PASSWORD: postgres.service.password,
      GNAR_PG_OWNER_USERNAME: postgres.owner.username,
      GNAR_PG_OWNER_PASSWORD: postgres.owner.password,
    }),
    ...(redis && { GNAR_REDIS_ENDPOINT: redis.endpoint }),
    ...(ses && awsEnvironment('SES', ses.endpoint)),
    ...(sqs && awsEnvironment('SQS', sqs.endpoint)),
    ...(stubs && {
      GNAR_PWNED_API_URL: `${stubs.endpoint}/range`,
      GNAR_RECAPTCHA_API_URL: `${stubs.endpoint}/recaptcha/api/siteverify`,
    }),
  };
}

function awsEnvironment(service: 'SES' | 'SQS', endpoint: string): Record<string, string> {
  return {
    [`GNAR_${service}_ENDPOINT`]: endpoint,
    [`GNAR_${service}_REGION_NAME`]: LODGE_REGION,
    [`GNAR_${service}_ACCESS_KEY_ID`]: ACCESS_KEY.id,
    [`GNAR_${service}_SECRET_ACCESS_KEY`]: ACCESS_KEY.secret,
  };
}
