import { z } from 'zod';
import { accountSchema } from './account.ts';
import { timestampSchema } from './fields.ts';
import { sessionSchema } from './sessions.ts';

/** Everything kept about a user (GDPR, article 20). */
export const exportResponseSchema = z
  .strictObject({
    exportedAt: timestampSchema,
    account: accountSchema,
    sessions: z.array(sessionSchema),
    audit: z.array(
      z.strictObject({
        event: z.string(),
        outcome: z.string(),
        at: timestampSchema,
        ip: z.string().nullable(),
        requestId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ExportResponse' });
export type ExportResponse = z.infer<typeof exportResponseSchema>;
