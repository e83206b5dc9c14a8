import { env } from '@gnar/gear/config';
import { z } from 'zod';

export const checkInSettings = {
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
