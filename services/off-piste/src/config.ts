import { appLogLevelSchema, env, gearSchema, type Config } from '@gnar/gear/config';
import { checkInSettings } from './features/check-in/check-in.settings.ts';
import { ownSchema } from './own/config.ts';

/** The environment of off-piste, names without their prefix. */
export const offPisteSchema = {
  ...gearSchema({ database: true, redis: true, jwt: true, sqs: true }),
  OFF_PISTE_LOG_LEVEL: appLogLevelSchema(),
  PRODUCTION: env
    .flag(false)
    .describe('true where real people use it: HSTS, no stacks in answers, a slow stop'),
  ...checkInSettings,

  // Last, so that a fork can also give one of these another default.
  ...ownSchema,
};

export type OffPisteConfig = Config<typeof offPisteSchema>;
