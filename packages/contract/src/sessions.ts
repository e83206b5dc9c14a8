import { z } from 'zod';
import { idSchema, timestampSchema } from './fields.ts';

export const sessionSchema = z
  .strictObject({
    sid: idSchema,
    device: z
      .string()
      .nullable()
      .meta({ examples: ['Firefox on Linux'] }),
    ip: z.string().nullable(),
    createdAt: timestampSchema,
    lastSeenAt: timestampSchema,
    current: z.boolean().meta({ description: 'The session that asks.' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

export const sessionsResponseSchema = z
  .strictObject({ sessions: z.array(sessionSchema) })
  .meta({ id: 'SessionsResponse' });
export type SessionsResponse = z.infer<typeof sessionsResponseSchema>;

export const sessionParamsSchema = z.strictObject({ sid: idSchema });
