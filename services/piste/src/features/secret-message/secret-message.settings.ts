import { z } from 'zod';

export const secretMessageSettings = {
  SQS_QUEUE_NAME: z
    .string()
    .regex(/^[\w-]{1,80}(?:\.fifo)?$/)
    .describe('queue that brings the secret messages')
    .default('gnar-queue'),
};
