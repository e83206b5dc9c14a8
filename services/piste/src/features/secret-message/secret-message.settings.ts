import { gearSchema, type Config } from '@gnar/gear/config';
import { z } from 'zod';
import { perTenMinutes } from '../../protection/request-limits.ts';

export const secretMessageSettings = {
  // The only queue of piste.
  ...gearSchema({ sqs: true }),
  SQS_QUEUE_NAME: z
    .string()
    .regex(/^[\w-]{1,80}(?:\.fifo)?$/)
    .describe('queue that brings the secret messages')
    .default('gnar-queue'),
  SECRET_MESSAGES_PER_TEN_MINUTES: perTenMinutes(600, 'check-ins and looks for their message'),
};

/** The rate limits of its routes, by name. */
export const secretMessageBudgets = (
  config: Pick<Config<typeof secretMessageSettings>, 'secretMessagesPerTenMinutes'>,
) => ({ secretMessage: config.secretMessagesPerTenMinutes });
