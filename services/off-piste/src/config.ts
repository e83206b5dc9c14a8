import { appLogLevelSchema, env, gearSchema, type Config } from '@gnar/gear/config';
import { z } from 'zod';

/** The environment of off-piste, names without their prefix. */
export const offPisteSchema = {
  ...gearSchema({ database: true, redis: true, jwt: true, sqs: true }),
  OFF_PISTE_LOG_LEVEL: appLogLevelSchema(),
  PRODUCTION: env
    .flag(false)
    .describe('true where real people use it: HSTS, no stacks in answers, a slow stop'),
  SQS_QUEUE_NAME: z
    .string()
    .regex(/^[\w-]{1,80}(?:\.fifo)?$/)
    .describe('queue that takes the secret messages')
    .default('gnar-queue'),
  // SQS delays a message by 15 minutes at most.
  SECRET_MESSAGE_DELAY_SECONDS: env
    .int({ min: 0, max: 900, default: 60 })
    .describe('seconds until the secret message arrives, 0 to 900'),
};

export type OffPisteConfig = Config<typeof offPisteSchema>;
