import { z } from 'zod';
import { idSchema } from './fields.ts';

/** A sentence for people; the id in it leads to the message. */
export const checkInResponseSchema = z.string().meta({
  id: 'CheckInResponse',
  examples: [
    'Off-Piste checking in! Check back with Piste at /10-45/get-message/<id> in 1 minute for a secret message.',
  ],
});

export const messageParamsSchema = z.strictObject({ id: idSchema });

export const messageResponseSchema = z.string().meta({ id: 'MessageResponse' });
