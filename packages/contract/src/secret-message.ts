import { z } from 'zod';
import { idSchema } from './fields.ts';
import type { Operations } from './operation.ts';

export const secretMessageOperations = {
  checkIn: {
    method: 'get',
    path: '/10-45',
    summary: 'Ask off-piste, through piste, for a secret message',
    access: 'public',
    token: 'optional',
    success: {
      status: 200,
      // A sentence for people; the id in it leads to the message.
      body: z.string().meta({
        id: 'CheckInResponse',
        examples: [
          'Off-Piste checking in! Check back with Piste at /10-45/get-message/<id> in 1 minute for a secret message.',
        ],
      }),
    },
  },
  getMessage: {
    method: 'get',
    path: '/10-45/get-message/:id',
    summary: 'The secret message, once it came',
    access: 'public',
    token: 'optional',
    params: z.strictObject({ id: idSchema }),
    success: { status: 200, body: z.string().meta({ id: 'MessageResponse' }) },
    problems: [{ status: 404, code: 'message_not_found' }],
  },
} as const satisfies Operations;
